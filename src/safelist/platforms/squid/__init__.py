"""Squid, the caching proxy. http://www.squid-cache.org/Doc/config/"""
