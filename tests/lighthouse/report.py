"""What a report of Lighthouse says: four scores, and the audits that keep one of them below 100."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NAMES = {"performance": "performance", "accessibility": "accessibility", "best-practices": "practices", "seo": "SEO"}
MOST_PLACES = 3
MOST_LETTERS = 160


@dataclass(frozen=True)
class Report:
    content: dict[str, Any]

    @classmethod
    def read(cls, words: str) -> "Report":
        return cls(json.loads(words))

    @property
    def fault(self) -> str | None:
        """Why the page could not be measured, if it could not."""
        error = self.content.get("runtimeError")
        return str(error["message"]) if error else None

    @property
    def scores(self) -> dict[str, int]:
        """Give the scores out of 100; one that could not be computed is 0."""
        categories = self.content["categories"]
        return {name: round(100 * (categories[name]["score"] or 0)) for name in NAMES}

    @property
    def is_perfect(self) -> bool:
        return set(self.scores.values()) == {100}

    @property
    def performance(self) -> int:
        return self.scores["performance"]

    def line(self) -> str:
        return "  ".join(f"{NAMES[name]} {score:>3}" for name, score in self.scores.items())

    def failings(self) -> Iterator[str]:
        """Tell, for each score below 100, every audit that failed, the weightiest first, and where."""
        for name, score in self.scores.items():
            if score < 100:
                yield f"{NAMES[name]} {score}:"
                references = sorted(self.content["categories"][name]["auditRefs"], key=lambda each: -each["weight"])
                for reference in references:
                    yield from self._audit(self.content["audits"][reference["id"]])

    def _audit(self, audit: dict[str, Any]) -> Iterator[str]:
        if audit["score"] is None and audit["scoreDisplayMode"] != "error":
            return
        if audit["score"] == 1:
            return
        value = audit.get("displayValue") or audit.get("errorMessage") or ""
        yield f"  {audit['id']}: {audit['title'].rstrip('.')}{f' ({value})' if value else ''}"
        places = [place for item in _items(audit) if (place := _place(item))]
        yield from (f"    {place[:MOST_LETTERS]}" for place in places[:MOST_PLACES])
        if len(places) > MOST_PLACES:
            yield f"    and {len(places) - MOST_PLACES} more"


def _items(audit: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in (audit.get("details") or {}).get("items") or []:
        if isinstance(item, dict):
            yield item


def _place(item: dict[str, Any]) -> str:
    """Give the element, the address or the words that an audit points at."""
    if isinstance(node := item.get("node"), dict):
        return str(node.get("snippet", ""))
    words = [item[name] for name in ("url", "source", "description", "label") if isinstance(item.get(name), str)]
    return ": ".join(words)
