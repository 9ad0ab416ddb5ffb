"""A small content with nothing wrong, to break on purpose."""

from dataclasses import dataclass
from pathlib import Path

from clinic.treatments.library import load
from clinic.treatments.reading import ContentFaults

STUDIES = """\
sample-2024:
  title: A sample review of a sample treatment
  authors: [Sample A, Sample B]
  year: 2024
  journal: Journal of Samples
  doi: 10.1000/sample
  checked: abstract
  design: meta-analysis
  size: 221
  parts: [{women: 120, men: 101}]
  comparator: a sample patch
  outcomes:
    density:
      measure: Change in hair density
      unit: hairs/cm²
      value: "14.93"
      low: "10.20"
      high: "19.67"
      people: 221
      trials: 8
      kind: difference
    randomised:
      measure: Change in hair density
      unit: hairs/cm²
      value: "9.23"
      low: "1.79"
      high: "16.68"
      trials: 3
      kind: difference
      randomised_only: true
  limits: [few trials]
sample-2021:
  title: A sample series
  checked: abstract
  design: retrospective-series
  size: 14
  comparator: none
  outcomes:
    half:
      measure: More than half regrown
      unit: "%"
      value: "64.3"
      people: 14
      events: 9
      kind: share
  limits: [no comparison group]
"""

SOURCES = """\
sample-office:
  title: Advice of the sample office
  publisher: Sample Office
  kind: regulator
  checked: official
  url: https://www.example.org/advice
sample-medicine-notice:
  title: A notice about samplride
  publisher: Sample Office
  kind: regulator
  checked: official
"""

CLAIMS = """\
pooled:
  text: "Pooling {trials} with {people}, a 2024 review found about {density:rounded} more ({density:interval})."
  figures:
    trials: sample-2024/density:trials
    people: sample-2024:size
    density: sample-2024/density
  rests_on: [sample-2024]
  checked: abstract
  sure: weak
half:
  text: "{half} of {people} regrew more than half of their hair."
  figures: {half: "sample-2021/half:events", people: "sample-2021:size"}
  rests_on: [sample-2021]
  checked: abstract
  sure: very-weak
advice:
  text: "The office advises a break after {weeks}."
  figures: {weeks: {value: "6", unit: weeks}}
  rests_on: [sample-office]
  checked: official
  sure: official
medicine:
  text: "Samplride is for men only."
  rests_on: [sample-medicine-notice]
  checked: official
  sure: official
secret:
  text: "It works for everyone."
  rests_on: [sample-office]
  checked: unverified
  sure: very-weak
  withheld: nobody has shown it
"""

MEDICINES = """\
names:
  samplride: {spellings: [samplride, Sampla], why: prescription-only}
banned:
  cure: {words: '\\bcure', why: it promises a result.}
  permanent: {words: '\\bpermanent', unless: '\\bnot permanent', why: nothing is.}
"""

CHANGES = """\
hair-transplant:
  - {on: 2026-01-05, what: First published.}
  - {on: 2026-03-02, what: A new review was added.}
alopecia-areata:
  - {on: 2026-02-01, what: First published.}
"""

TREATMENT = """\
---
kind: treatment
title: Sample treatment
short: Sample
summary: What the sample treatment is.
lead: A sample.
alt: A drawing of a sample.
subject: hair-transplant
review_by: 2099-01-01
related: [alopecia-areata]
compare:
  evidence: {order: 2, words: "Weak. [@pooled]"}
  lasts: {order: 1, words: Short.}
  approval: {order: 1, words: None.}
  supply: {order: 1, words: None.}
  visits: {order: 3, words: Some.}
  risks: {words: Some.}
  not_for: {words: Some.}
plots:
  - title: Change in hair density
    kind: difference
    unit: hairs/cm²
    rows:
      - {outcome: sample-2024/randomised, label: Randomised trials only}
      - {outcome: sample-2024/density, label: All trials}
    headline: sample-2024/randomised
    description: Two points with their intervals.
---

## What it is

A sample. See [the other page](/conditions/alopecia-areata/#risks), or call [999](tel:999).

## How it is thought to work

It is thought to.

## Who it may suit

Some people.

## Who must not have it

- Some. [@advice]
- Others.

## What the evidence says

[[pooled]] That is all.

## How long it lasts

It is not permanent. [@pooled]

## Risks

There are some. [@pooled]

::: medicine samplride
[[medicine]] Samplride has risks. [@advice]
:::

## Approval and supply

[[advice]]

## Time, visits and cost

Not known.

## Questions and answers

### Does it help?

In some. [@half]
"""

CONDITION = """\
---
kind: condition
title: Sample condition
short: Condition
summary: What the sample condition is.
lead: A sample.
alt: A drawing of a sample.
subject: alopecia-areata
review_by: 2099-01-01
related: []
---

## What it is

A sample.

## How it is thought to come about

It is thought to.

## Who it affects

Some people.

## When to see a doctor first

Soon. [@advice]

## What may help, and what the evidence says

[[half]]

## How long it lasts

Long. [@half]

## Risks

Some. [@half]

## Approval and supply

None. [@advice]

## Time, visits and cost

Not known.

## Questions and answers

### Does it pass?

Sometimes.
"""

FILES = {
    "evidence/studies/sample.yaml": STUDIES,
    "evidence/sources/sample.yaml": SOURCES,
    "evidence/claims/sample.yaml": CLAIMS,
    "medicines.yaml": MEDICINES,
    "changes.yaml": CHANGES,
    "pages/hair-transplant.md": TREATMENT,
    "pages/alopecia-areata.md": CONDITION,
}


@dataclass(frozen=True)
class Content:
    """A folder of content that a test may break."""

    folder: Path

    def replace(self, file: str, old: str, new: str) -> int:
        """Write something else in a file; give the line on which it stands."""
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> list[str]:
        """Load it, and give what is wrong."""
        try:
            load(self.folder)
        except ContentFaults as found:
            return [str(fault) for fault in found.faults]
        return []


def write(folder: Path) -> Content:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Content(folder)
