"""The rooms without a wire: limits, the desk, conversations, places, citations of time."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.conversation import IDLE, Turn
from bot.discord.asking.conversations import MOST, Conversations, chain, person_in
from bot.discord.asking.desk import Closing, Crowding, Desk, Full
from bot.discord.asking.limits import Limits
from bot.discord.asking.places import WHOLE_SERVER, Place, Places
from bot.ledger import Ledger
from tests.bot.discord.conftest import Clock

ANN, BEN, GUILD, PLACE = 1, 2, 10, 20


def limits(clock: Clock, *, per_person: int = 2, per_guild: int = 3) -> Limits:
    return Limits(per_person=per_person, per_guild=per_guild, seconds=60, clock=clock)


def test_a_person_may_ask_so_often_in_any_window(clock: Clock) -> None:
    held = limits(clock)
    assert held.take(ANN, None, place=PLACE) is None
    clock.now += 30
    assert held.take(ANN, None, place=PLACE) is None
    over = held.take(ANN, None, place=PLACE)
    assert over == ("you", clock.now + 30)
    assert held.take(BEN, None, place=PLACE) is None
    clock.now += 30
    assert held.take(ANN, None, place=PLACE) is None
    assert held.take(ANN, None, place=PLACE) is not None


def test_a_server_may_ask_so_often_and_refusals_do_not_count(clock: Clock) -> None:
    held = limits(clock, per_person=1)
    assert held.take(ANN, GUILD, place=PLACE) is None
    for _ in range(5):
        assert held.take(ANN, GUILD, place=PLACE) is not None
    assert held.take(BEN, GUILD, place=PLACE) is None
    assert held.take(3, GUILD, place=PLACE) is None
    over = held.take(4, GUILD, place=PLACE)
    assert over is not None
    assert over.whose == "this server"
    assert held.take(4, GUILD + 1, place=PLACE) is None


def test_a_cooldown_is_one_persons_in_one_place(clock: Clock) -> None:
    held = limits(clock, per_person=10)
    assert held.take(ANN, GUILD, place=PLACE, cooldown=20) is None
    assert held.take(ANN, GUILD, place=PLACE, cooldown=20) == ("you", clock.now + 20)
    assert held.take(ANN, GUILD, place=PLACE + 1, cooldown=20) is None
    clock.now += 20
    assert held.take(ANN, GUILD, place=PLACE, cooldown=20) is None


def test_a_notice_is_given_once_in_a_window(clock: Clock) -> None:
    held = limits(clock)
    assert held.first(ANN, "limit")
    assert not held.first(ANN, "limit")
    assert held.first(ANN, "queue")
    assert held.first(BEN, "limit")
    clock.now += 60
    assert held.first(ANN, "limit")


def test_many_windows_in_use_are_not_swept_at_every_question(clock: Clock) -> None:
    held = limits(clock)
    for person in range(2_000):
        held.take(person, None, place=PLACE)
    assert len(held._asked) == 2_000
    assert held._sweep_at == 2_002


def test_windows_that_ran_out_take_no_memory(clock: Clock) -> None:
    held = limits(clock)
    for person in range(2, 1_002):
        held.take(person, None, place=PLACE)
    clock.now += 10_000
    held.take(ANN, None, place=PLACE)
    assert len(held._asked) == 1


async def test_the_desk_lets_in_so_many_and_serves_in_turn() -> None:
    desk = Desk(workers=1, queue=2)
    gate, order = threading.Event(), []

    async def ask(name: str) -> int:
        with desk.enter(ord(name)) as ticket:

            def work() -> None:
                assert gate.wait(30)
                order.append(name)

            await ticket.work(work)
            return ticket.position

    asked = [asyncio.create_task(ask(name)) for name in "abc"]
    await asyncio.sleep(0)
    assert (desk.inside, desk.waiting) == (3, 2)
    with pytest.raises(Full):
        desk.enter(ANN)
    gate.set()
    assert await asyncio.gather(*asked) == [0, 1, 2]
    assert order == ["a", "b", "c"]
    await desk.idle()
    assert desk.inside == 0
    desk.close()


async def test_parties_are_served_in_turn_and_long_questions_cost_theirs_more() -> None:
    desk = Desk(workers=1, queue=20)
    gate = threading.Event()
    order: list[str] = []

    async def ask(name: str, cost: float = 1.0) -> int:
        with desk.enter(len(order) + desk.inside, name[0], cost) as ticket:

            def work() -> None:
                assert gate.wait(30)
                order.append(name)

            await ticket.work(work)
            return ticket.position

    costs = {"a1": 1, "a2": 1, "a3": 1, "a4": 1, "b1": 3, "b2": 3, "c1": 1}
    asked = [asyncio.create_task(ask(name, cost)) for name, cost in costs.items()]
    await asyncio.sleep(0)
    gate.set()
    positions = await asyncio.gather(*asked)
    assert order == ["a1", "b1", "c1", "a2", "a3", "a4", "b2"]
    assert positions == [0, 1, 2, 3, 1, 5, 2]
    await desk.idle()
    desk.close()


async def test_a_full_queue_makes_room_for_who_has_less_in_it() -> None:
    desk = Desk(workers=1, queue=4)
    gate, answered = threading.Event(), []

    async def ask(name: str) -> str:
        try:
            with desk.enter(desk.inside, name[0]) as ticket:
                await asyncio.sleep(0)
                await ticket.work(lambda: gate.wait(30))
        except Full:
            return "full"
        answered.append(name)
        return "answered"

    asked = [asyncio.create_task(ask(name)) for name in ("a1", "a2", "a3", "a4", "a5")]
    for _ in range(3):
        await asyncio.sleep(0)
    asked += [asyncio.create_task(ask(name)) for name in ("b1", "a6", "b2", "b3")]
    for _ in range(3):
        await asyncio.sleep(0)
    gate.set()
    told = dict(
        zip(("a1", "a2", "a3", "a4", "a5", "b1", "a6", "b2", "b3"), await asyncio.gather(*asked), strict=True)
    )
    assert [name for name, what in told.items() if what == "full"] == ["a4", "a5", "a6", "b3"]
    assert answered == ["a1", "b1", "a2", "b2", "a3"]
    assert desk.inside == 0
    desk.close()


async def test_a_question_given_up_while_it_waits_leaves_its_turn_to_the_next() -> None:
    desk = Desk(workers=1, queue=4)
    gate = threading.Event()

    async def ask() -> bool:
        with desk.enter(desk.inside) as ticket:
            return await ticket.work(lambda: gate.wait(30))

    first, second, third = (asyncio.create_task(ask()) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    assert await first
    assert await third
    with desk.enter(ANN) as ticket:
        assert await ticket.work(lambda: 7) == 7
    desk.close()


async def test_nobody_has_more_than_a_few_questions_at_the_desk() -> None:
    desk = Desk(workers=1, queue=9)
    with desk.enter(ANN), desk.enter(ANN), desk.enter(ANN):
        with pytest.raises(Crowding):
            desk.enter(ANN)
        with desk.enter(BEN) as ticket:
            assert ticket.position == 3
    with desk.enter(ANN) as ticket:
        assert ticket.position == 0
    desk.close()


async def test_a_failed_question_leaves_the_desk() -> None:
    desk = Desk(workers=1, queue=0)
    with pytest.raises(ZeroDivisionError), desk.enter(ANN) as ticket:
        await ticket.work(lambda: 1 // 0)
    with desk.enter(ANN) as ticket:
        assert await ticket.work(lambda: 7) == 7
    desk.close()


async def test_draining_lets_nobody_in_and_has_an_end() -> None:
    desk = Desk(workers=1, queue=1)
    assert await desk.drain(1)
    with pytest.raises(Closing):
        desk.enter(ANN)
    other = Desk(workers=1, queue=1)
    with other.enter(ANN):
        assert not await other.drain(0)
    for each in (desk, other):
        each.close()


def test_conversations_end_after_half_an_hour_without_a_word() -> None:
    clock = Clock(0.0)
    held = Conversations(clock)
    first = held.at(person_in(1, ANN))
    clock.now += IDLE - 1
    assert held.at(person_in(1, ANN)) is first
    clock.now += IDLE + 1
    assert held.at(person_in(1, BEN)) is not first
    assert len(held) == 1
    assert held.at(person_in(1, ANN)) is not first


def test_the_least_recently_used_conversation_makes_room() -> None:
    held = Conversations(Clock(0.0))
    chats = [held.at(person_in(1, person)) for person in range(MOST)]
    held.at(person_in(1, 0))
    held.at(person_in(1, MOST))
    assert len(held) == MOST
    assert held.at(person_in(1, 0)) is chats[0]
    assert held.at(person_in(1, 1)) is not chats[1]


def test_a_conversation_begins_where_told() -> None:
    held = Conversations(Clock(0.0))
    turns = [Turn(str(number), None) for number in range(3)]  # type: ignore[arg-type]
    chat = held.at(chain(5), turns)
    assert chat.conversation.turns == turns
    assert held.at(chain(5), turns) is chat


def test_a_reply_goes_on_with_the_conversation_whose_newest_answer_it_replies_to() -> None:
    held = Conversations(Clock(0.0))
    assert held.replying(5, 6, ANN) == chain(6)
    held.at(chain(6))
    held.shown(chain(6), 7)
    assert held.replying(7, 8, BEN) == chain(6)
    assert held.replying(7, 9, ANN) == chain(9)
    held.shown(chain(6), 10)
    held.shown(chain(6), 12)
    assert held.replying(10, 13, ANN) == chain(13)
    assert held.replying(12, 14, ANN) == chain(6)


def test_nobody_else_goes_on_with_what_a_person_says_by_themselves() -> None:
    held = Conversations(Clock(0.0))
    hers = person_in(1, ANN)
    held.at(hers)
    held.shown(hers, 5)
    assert held.replying(5, 6, BEN) == chain(6)
    assert held.replying(5, 7, ANN) == hers
    held.shown(hers, 8)
    held.forget(hers)
    assert held.replying(8, 9, ANN) == chain(9)


def test_answers_that_were_shown_take_bounded_memory() -> None:
    held = Conversations(Clock(0.0))
    held.at(chain(1))
    for answer in range(3 * MOST):
        held.shown(chain(1), answer)
    assert len(held._shown) == MOST


def test_a_channels_settings_stand_over_its_servers(ledger: Ledger) -> None:
    places = Places(ledger)
    places.change(GUILD, WHOLE_SERVER, {"private": True, "cooldown": 5})
    places.change(GUILD, PLACE, {"private": False})
    assert places.at(GUILD, PLACE) == Place(private=False, cooldown=5)
    assert places.at(GUILD, PLACE + 1) == Place(private=True, cooldown=5)
    assert places.at(None, PLACE) == Place()
    assert places.channels(GUILD) == [PLACE]
    again = Places(ledger)
    assert not again.loaded(GUILD)
    again.load(GUILD)
    assert again.at(GUILD, PLACE) == Place(private=False, cooldown=5)
    again.clear(GUILD, PLACE)
    assert again.at(GUILD, PLACE) == Place(private=True, cooldown=5)
    again.clear(GUILD, None)
    assert again.at(GUILD, PLACE) == Place()
