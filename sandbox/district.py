"""A school district for the sandbox: its schools, people, channels and user groups.

Ids are the same on every run, so that an app's database outlives the sandbox's memory.
"""

from __future__ import annotations

from dataclasses import replace

from sandbox.clock import Clock
from sandbox.state import Channel, Person, UserGroup, Workspace

TEAM_ID = "T0LAKEVIEW"
DOMAIN = "lakeview-usd"
MAIL = "lakeview.example"
FOUNDED = 1_723_000_000  # UNIX seconds, August 2024

# key, name, title, school, zone (America/… where no region is named). The first of each
# school leads it.
_ROLL = """
dana   | Dana Whitfield        | Superintendent                        | district | Chicago
priya  | Priya Raman           | Director of Professional Learning     | district | Chicago
tomas  | Tomás Herrera         | Instructional Technology Coordinator  | district | Denver
gwen   | Gwen Achterberg       | Curriculum Specialist, Humanities     | district | New_York
sunil  | Sunil Deshpande       | Data and Assessment Analyst           | district | Los_Angeles
lotte  | Lotte Brandt          | Exchange Programme Liaison            | district | Europe/Berlin

ruth   | Ruth Okonkwo          | Principal, Harbor Elementary          | harbor   | Chicago
maya   | Maya Castellanos      | Grade 3 Teacher                       | harbor   | Chicago
ben    | Ben Lindqvist         | Grade 5 Teacher                       | harbor   | Chicago
aiko   | Aiko Tanabe           | Grade 1 Teacher                       | harbor   | Chicago
leroy  | Leroy Washington      | Physical Education Teacher            | harbor   | Chicago
fatima | Fatima Al-Rashid      | English Learner Specialist            | harbor   | Chicago
chloe  | Chloé Dubois          | Kindergarten Teacher                  | harbor   | Chicago
marcus | Marcus Bell           | Reading Interventionist               | harbor   | New_York
noor   | Noor Haddad           | School Counselor                      | harbor   | Chicago

edwin  | Edwin Marsh           | Principal, Cedar Ridge Middle School  | cedar    | Denver
sofia  | Sofía Restrepo        | Science Teacher                       | cedar    | Denver
jamal  | Jamal Carter          | Mathematics Teacher                   | cedar    | Phoenix
hana   | Hana Kovář            | Social Studies Teacher                | cedar    | Denver
oliver | Oliver Nakamura-Price | Band Director                         | cedar    | Denver
zainab | Zainab Yusuf          | Language Arts Teacher                 | cedar    | Denver
pete   | Pete Kowalski         | Industrial Technology Teacher         | cedar    | Phoenix
mei    | Mei-Ling Zhou         | Librarian                             | cedar    | Denver
rosa   | Rosa Delgado          | Special Education Teacher             | cedar    | Denver
ian    | Ian MacAllister       | Assistant Principal                   | cedar    | Denver

carol  | Carol Benally         | Principal, Lakeview High School       | high     | Los_Angeles
andre  | André Fontaine        | World Languages Teacher               | high     | Los_Angeles
grace  | Grace Oyelaran        | Chemistry Teacher                     | high     | Los_Angeles
viktor | Viktor Petrov         | Computer Science Teacher              | high     | Los_Angeles
lucia  | Lucía Fernández       | English Teacher                       | high     | Los_Angeles
theo   | Theo Papadakis        | History Teacher                       | high     | Los_Angeles
imani  | Imani Brooks          | Art Teacher                           | high     | Los_Angeles
raj    | Raj Bhattacharya      | Physics Teacher                       | high     | Los_Angeles
kayla  | Kayla Nguyen          | Career and Technical Education Coach  | high     | Los_Angeles
simon  | Simon Feldman         | Economics Teacher                     | high     | New_York

nani   | Nani Kealoha          | Lead Teacher, Lakeview Online Academy | online   | Pacific/Honolulu
erik   | Erik Tulimak          | Online Mathematics Teacher            | online   | Anchorage
wren   | Wren Gallagher        | Online Science Teacher                | online   | Anchorage
diego  | Diego Salazar         | Online Spanish Teacher                | online   | Pacific/Honolulu
"""

SCHOOLS = {
    "district": "District Office",
    "harbor": "Harbor Elementary",
    "cedar": "Cedar Ridge Middle School",
    "high": "Lakeview High School",
    "online": "Lakeview Online Academy",
}


def _mailbox(name: str) -> str:
    plain = str.maketrans("áéíóúñçřáâ", "aeiouncraa")
    first, *_, last = name.lower().translate(plain).split()
    return f"{first}.{last}"


def _educators() -> tuple[dict[str, Person], dict[str, list[str]]]:
    people: dict[str, Person] = {}
    schools: dict[str, list[str]] = {key: [] for key in SCHOOLS}
    lines = [line for line in _ROLL.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        key, name, title, school, zone = (cell.strip() for cell in line.split("|"))
        mailbox = _mailbox(name)
        people[key] = Person(
            id=f"U0EDU{number:05d}",
            key=key,
            name=mailbox,
            real_name=name,
            email=f"{mailbox}@{MAIL}",
            title=title,
            tz=zone if "/" in zone else f"America/{zone}",
            team_id=TEAM_ID,
            is_admin=key in ("priya", "tomas"),
            is_owner=key == "priya",
            is_primary_owner=key == "priya",
        )
        schools[school].append(key)
    return people, schools


_EDUCATORS, SCHOOL_MEMBERS = _educators()

APP = Person(
    id="U0THEAPP01",
    key="app",
    name="app",
    real_name="The app",
    tz="America/Los_Angeles",
    team_id=TEAM_ID,
    is_bot=True,
)

# Accounts that are nobody's colleague, or no longer: each of a kind that apps must tell apart.
_OTHERS = {
    "guest": Person(
        id="U0GUEST001",
        key="guest",
        name="gil.visiting",
        real_name="Gil Ferris",
        email="gil@museum.example",
        title="Visiting artist (guest)",
        tz="America/Chicago",
        team_id=TEAM_ID,
        is_restricted=True,
    ),
    "visitor": Person(
        id="U0GUEST002",
        key="visitor",
        name="una.visiting",
        real_name="Una Sorensen",
        email="una@museum.example",
        title="Single-channel guest",
        tz="America/Chicago",
        team_id=TEAM_ID,
        is_restricted=True,
        is_ultra_restricted=True,
    ),
    "former": Person(
        id="U0FORMER01",
        key="former",
        name="walt.brenner",
        real_name="Walt Brenner",
        email=f"walt.brenner@{MAIL}",
        title="Retired",
        tz="America/Chicago",
        team_id=TEAM_ID,
        deleted=True,
    ),
    "stranger": Person(
        id="U0STRANGE1",
        key="stranger",
        name="inez.oakdale",
        real_name="Inez Moreau",
        email="inez@oakdale.example",
        title="Oakdale County Schools",
        tz="America/New_York",
        team_id="T0OAKDALE1",
        is_stranger=True,
    ),
    "calendar_bot": Person(
        id="U0CALBOT01",
        key="calendar_bot",
        name="calendar",
        real_name="Calendar",
        tz="America/Los_Angeles",
        team_id=TEAM_ID,
        is_bot=True,
    ),
    # Slack itself reports is_bot false for Slackbot.
    "slackbot": Person(
        id="USLACKBOT",
        key="slackbot",
        name="slackbot",
        real_name="Slackbot",
        tz="America/Los_Angeles",
        team_id=TEAM_ID,
    ),
}

PEOPLE: dict[str, Person] = {**_EDUCATORS, **_OTHERS}


def _ids(keys: list[str]) -> list[str]:
    return [PEOPLE[key].id for key in keys]


def workspace(clock: Clock | None = None) -> Workspace:
    """A fresh Lakeview Unified School District, as on the first day of school."""
    everyone = [person.id for person in _EDUCATORS.values()]
    channels = [
        Channel("C0GENERAL1", "general", members=[*everyone, APP.id], purpose="For everyone"),
        Channel(
            "C0PROFLRN1",
            "professional-learning",
            members=[*everyone, PEOPLE["stranger"].id, APP.id],
            topic="What did you learn this week?",
        ),
        Channel(
            "C0LEADERS1",
            "leadership",
            kind="private",
            members=_ids(["dana", "priya", "ruth", "edwin", "carol", "nani"]),
        ),
        Channel("C0OLDNEWS1", "news-2023", members=everyone, is_archived=True),
    ]
    groups = []
    for key, school in SCHOOLS.items():
        members = _ids(SCHOOL_MEMBERS[key])
        if key != "district":
            channels.append(Channel(f"C0{key.upper():0<8}", key, members=members, purpose=school))
        groups.append(UserGroup(f"S0{key.upper():0<8}", key, school, members))
    groups.append(UserGroup("S0OLDPILOT", "pilot-2023", "Pilot 2023", is_disabled=True))
    for channel in channels:
        channel.created_at = FOUNDED
    return Workspace(
        id=TEAM_ID,
        name="Lakeview Unified School District",
        domain=DOMAIN,
        app=APP,
        people={person.id: person for person in PEOPLE.values()},
        channels={channel.id: channel for channel in channels},
        user_groups={group.id: group for group in groups},
        clock=clock,
    )


OAKDALE_ID = "T0OAKDALE1"


def oakdale() -> Workspace:
    """A neighbour of Lakeview's: Inez, who is a stranger there, and two of her colleagues."""
    app = replace(APP, id="U0THEAPP02", team_id=OAKDALE_ID)
    inez = replace(
        PEOPLE["stranger"], key="inez", is_stranger=False, is_admin=True, title="Principal"
    )
    colleagues = [
        Person(
            id=f"U0OAK{number:05d}",
            key=key,
            name=key,
            real_name=name,
            email=f"{key}@oakdale.example",
            title="Teacher",
            tz="America/New_York",
            team_id=OAKDALE_ID,
        )
        for number, (key, name) in enumerate((("abel", "Abel Osei"), ("bea", "Bea Lund")), start=1)
    ]
    people = [inez, *colleagues]
    general = Channel("C0OAKGEN01", "general", members=[*(each.id for each in people), app.id])
    general.created_at = FOUNDED
    return Workspace(
        id=OAKDALE_ID,
        name="Oakdale County Schools",
        domain="oakdale",
        app=app,
        people={each.id: each for each in people},
        channels={general.id: general},
        user_groups={},
    )
