"""Pages of the code of conduct as cards; each names the version that it shows."""

from __future__ import annotations

from bot.policy.card import Card, Tone
from bot.policy.conduct import Clause, Conduct, Resource, Section, Topic
from cogs.ui.answers import Interaction, text


def opening(interaction: Interaction, code: Conduct) -> Card:
    """Return the first page: what the code is about, whom it protects, and its sections."""
    chapters = [f"**{section.title}**\n{section.text}" for section in code.sections]
    return Card(
        title=code.title,
        text="\n\n".join([code.summary, *chapters]),
        fields=((text(interaction, "conduct.protected"), " · ".join(code.protected)),),
        footer=_footer(interaction, code),
    )


def section(interaction: Interaction, code: Conduct, chosen: Section) -> Card:
    """Return a section with its clauses; one without clauses shows the resources."""
    clauses = code.clauses_in(chosen.id)
    fields = [(each.title, each.text) for each in clauses]
    if not clauses:
        for topic in Topic:
            fields.append((text(interaction, f"conduct.topic.{topic.value}"), _doors(code, topic)))
    return Card(
        title=chosen.title,
        text=chosen.text,
        fields=tuple((name, value) for name, value in fields if value),
        footer=_footer(interaction, code),
    )


def clause(interaction: Interaction, code: Conduct, chosen: Clause) -> Card:
    """Return one clause with its examples."""
    fields = []
    if chosen.ok:
        fields.append((text(interaction, "conduct.ok"), _list(chosen.ok)))
    if chosen.not_ok:
        fields.append((text(interaction, "conduct.not_ok"), _list(chosen.not_ok)))
    if chosen.citable:
        grade = text(interaction, f"ladder.grade.{chosen.severity}")
        fields.append((text(interaction, "conduct.weight"), grade))
    return Card(
        title=chosen.title,
        text=chosen.text,
        fields=tuple(fields),
        footer=text(interaction, "conduct.clause_footer", id=chosen.id, version=code.version),
    )


def found(interaction: Interaction, code: Conduct, words: str, clauses: tuple[Clause, ...]) -> Card:
    """Return what a search found, best first."""
    if not clauses:
        return Card(
            title=code.title,
            text=text(interaction, "conduct.nothing", words=words),
            tone=Tone.NOTICE,
            footer=_footer(interaction, code),
        )
    return Card(
        title=text(interaction, "conduct.found", count=len(clauses), words=words),
        fields=tuple((each.title, each.text) for each in clauses[:5]),
        footer=_footer(interaction, code),
    )


def choose_section(interaction: Interaction) -> str:
    """Return the words in the closed menu of sections."""
    return text(interaction, "conduct.choose_section")


def choose_clause(interaction: Interaction) -> str:
    """Return the words in the closed menu of clauses."""
    return text(interaction, "conduct.choose_clause")


def _footer(interaction: Interaction, code: Conduct) -> str:
    return text(interaction, "conduct.footer", version=code.version)


def _doors(code: Conduct, topic: Topic) -> str:
    return "\n".join(_door(each) for each in code.resources_for(topic))


def _door(resource: Resource) -> str:
    return f"[{resource.title}]({resource.url}) – {resource.text}"


def _list(examples: tuple[str, ...]) -> str:
    return "\n".join(f"– {example}" for example in examples)
