"""`safelist explain`: what an address, pattern, host or service tag has to do with the list."""

from __future__ import annotations

import click

from safelist.catalog import library
from safelist.catalog.explain import explain
from safelist.cli.exits import NOTHING_TO_WORK_ON
from safelist.cli.output import Output, output_options
from safelist.cli.profile import load_profile, profile_options
from safelist.report import explanation


@click.command("explain")
@click.argument("asked", metavar="HOST_OR_PATTERN")
@profile_options
@click.option("--service-tags", metavar="FILE", help="A service-tag file of Microsoft, as JSON.")
@output_options("text", "json")
def command(
    asked: str,
    edition: str,
    cloud: str,
    role: str | None,
    client: str | None,
    optional: bool,
    overlays: tuple[str, ...],
    service_tags: str | None,
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Say what a host, pattern, address or service tag is, why it matters, and since when.

    With --service-tags also the prefixes of the tag, and whether tags hold what they name.
    """
    profile = load_profile(edition, cloud, role, client, optional=optional, overlays=overlays)
    tags = None
    if service_tags:
        from safelist.catalog.sources.document import read_document
        from safelist.catalog.sources.service_tags_json import read

        tags = read(read_document(service_tags), path=service_tags)
    editions = [library.load(name, profile.cloud) for name in library.names(profile.cloud)]
    found = explain(asked, profile.requirements, editions, tags)
    to = Output(format_, output, color, quiet)
    to.write(lambda out: explanation.write(format_, found, profile.edition, out))
    return 0 if found.matches or found.tags else NOTHING_TO_WORK_ON
