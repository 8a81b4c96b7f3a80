"""The steps of a question and of its answer inside one transaction: note, count, journal, planned acts."""

from bot.policy.actions import Json
from bot.policy.durations import stamp_moment
from bot.policy.pacing import ANSWERS, free_at
from bot.policy.questions import MOST_ANSWERS, Question
from bot.services.deciding import Cause, write_journal
from bot.services.orders import Unmoved
from bot.services.planning import Plan
from bot.storage import cases, motions, questions
from bot.storage.port import Row, Tx

QUESTION, ANSWER = "question", "answer"
"""The kinds of the notes; their ``data`` names the question, and a reporter's number."""


async def write(tx: Tx, cause: Cause, question: Question) -> tuple[str, ...]:
    """Write a question down and plan its message; return the orders that have something to do."""
    words = cause.person.seal(question.words)
    await questions.add(tx, question, words)
    data: dict[str, Json] = {"question": question.number, "reporter": question.reporter_number}
    await _note(tx, cause, question, QUESTION, data, words)
    plan = await _plan(tx, cause, question)
    # First the question itself, so that the case's message can say when it did not arrive.
    if question.report is None:
        plan.notice(QUESTION, question=question.number)
    else:
        plan.tell_reporter(question.report, QUESTION, question=question.number)
    await _renew(tx, plan, question)
    return await plan.write(tx, cause.now)


async def take(tx: Tx, cause: Cause, question: Question, words: str) -> tuple[str, ...] | Unmoved:
    """Write an answer down and plan to bring it to the moderators, unless there are too many of them."""
    if await cases.cause(tx, cause.guild_id, cause.key) is not None:
        return ()
    earlier = answers_to(await cases.notes(tx, cause.guild_id, question.case), question.number)
    if len(earlier) >= MOST_ANSWERS:
        return Unmoved(key="answered_enough")
    again = free_at([note["at"] for note in earlier], cause.now, ANSWERS)
    if again is not None:
        return Unmoved(key="answer_pace", values={"moment": stamp_moment(again)})
    if not await questions.answered(tx, cause.guild_id, question.number, cause.now):
        return Unmoved(key="question_closed")
    data: dict[str, Json] = {"question": question.number, "reporter": question.reporter_number}
    await _note(tx, cause, question, ANSWER, data, cause.person.seal(words))
    plan = await _plan(tx, cause, question)
    plan.post_item(QUESTION, question.number, nth=len(earlier) + 1)
    await _renew(tx, plan, question)
    return await plan.write(tx, cause.now)


async def _plan(tx: Tx, cause: Cause, question: Question) -> Plan:
    """Return a plan about the case that the question belongs to now: the one it was joined to, if it was."""
    case = await cases.get(tx, cause.guild_id, question.case)
    number = question.case if case is None else case.merged_into or case.number
    return Plan(guild_id=cause.guild_id, cause=cause.key, person=question.person, case=number)


async def _renew(tx: Tx, plan: Plan, question: Question) -> None:
    """Let the case's message show it, and what waits for a second person, who is to read it first."""
    plan.post_case()
    for number in () if question.to_reporter else await motions.open_in(tx, plan.guild_id, plan.case or 0):
        plan.post_item("motion", number)


async def _note(
    tx: Tx, cause: Cause, question: Question, kind: str, data: dict[str, Json], body: bytes | None
) -> None:
    guild_id, number = cause.guild_id, question.case
    await cases.add_note(
        tx, guild_id, number, at=cause.now, actor=cause.actor, kind=kind, data=data, body=body
    )
    await cases.add_cause(tx, guild_id, cause.key, number, None, cause.now)
    about: dict[str, Json] = {"case": number, "to": "reporter" if question.to_reporter else "accused"}
    verb = "question.asked" if kind == QUESTION else "question.answered"
    await write_journal(tx, cause, verb, f"question:{question.number}", about)


def answers_to(notes: list[Row], number: int) -> list[Row]:
    """Return the notes of a case that hold the answers to one question, in order."""
    return [note for note in notes if note["kind"] == ANSWER and note["data"].get("question") == number]
