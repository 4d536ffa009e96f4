"""The few words that a page cannot be read without, in the languages it is published in.

Where a thing can be told from its shape or its place, it is; these are what is left.
"""

# Letters that look like others are the very words that are looked for here.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Give *text* in the one form in which words are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "")
    return re.sub(r"\s+", " ", plain.replace("`", "")).strip(" .;,\n")


#: "No service tag", as the optional rows of 2020 have it.
NONE = frozenset(
    {
        "none", "なし", "無", "无", "없음", "keine", "keiner", "kein", "нет", "отсутствует",
        "отсутствуют", "yok", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "nenhuma",
        "nessuno", "nessuna", "brak", "žádné", "žádný", "nincs", "geen", "ingen", "inget", "inga",
        "tidak ada", "không có", "không",
    }
)  # fmt: skip

#: "Not applicable", as rows of the Azure fabric have it.
NOT_APPLICABLE = frozenset(
    {
        "n/a", "na", "n/d", "н/д", "-", "–", "—", "해당 없음", "不适用", "不適用", "該当なし",
        "適用なし", "適用対象外", "nicht zutreffend", "nicht verfügbar", "n. v", "n.v", "s/o",
        "sans objet", "non applicable", "no aplicable", "no disponible", "n/d.", "não aplicável",
        "n/p", "nie dotyczy", "není k dispozici", "uygulanamaz", "geçerli değil", "не применимо",
        "неприменимо", "n.a", "n.v.t", "ej tillämpligt", "ikke relevant", "neuvedeno",
    }
)  # fmt: skip

#: The service tag "Internet", where it was taken for a word.
INTERNET = frozenset({"internet", "インターネット", "인터넷", "интернет", "互联网", "網際網路"})

#: All clients.
ALL = frozenset(
    {
        "all", "すべて", "全て", "모두", "전체", "全部", "所有", "tümü", "все", "alle", "tous",
        "toutes", "todos", "todas", "tutti", "tutte", "wszystkie", "wszyscy", "všechny", "vše",
        "összes", "alla", "semua", "tất cả",
    }
)  # fmt: skip

#: Clients whose name was taken for words; what begins with "Windows" is told by that.
CLIENTS = {
    "windows desktop": "Windows Desktop",
    "windows-desktop": "Windows Desktop",
    "bureau windows": "Windows Desktop",
    "escritorio de windows": "Windows Desktop",
    "desktop windows": "Windows Desktop",
    "классические приложения": "Windows Desktop",
    "windows app": "Windows App",
    "macos": "macOS",
    "mac": "macOS",
    "ios": "iOS",
    "android": "Android",
    "web": "Web",
}

#: Parts of words that say a table is of what may be open.
OPTIONAL = (
    "optional", "optionnel", "opcional", "opcionais", "opcionális", "opzional", "facoltativ",
    "opsional", "optionele", "可选", "可選", "選用", "選擇性", "オプション", "省略可能", "선택",
    "isteğe bağlı", "дополнительн", "необязательн", "opcjonaln", "volitel", "nepovinn",
    "facultati", "valfri", "valgfri", "választható", "tùy chọn",
)  # fmt: skip

#: Parts of words that say a table is of what to close again.
REMOVE = (
    "remove", "no longer", "retire", "deprecat", "entfern", "nicht mehr", "supprim", "elimin",
    "quitar", "rimuov", "remov", "usuń", "odebr", "削除", "제거", "删除", "移除", "刪除", "удалит",
    "不再", "больше не",
)  # fmt: skip


def says(words: tuple[str, ...], text: str) -> bool:
    """Tell whether *text* has a word that begins, continues or ends with one of *words*."""
    plain = text.casefold().replace("\u0307", "")
    return any(word in plain for word in words)
