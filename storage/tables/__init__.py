"""Every table, one module a topic."""

from __future__ import annotations

from storage.tables.base import Table
from storage.tables.calendars import Calendar, DayOff, ScheduleCalendar
from storage.tables.catalogue import LearningOption, LearningOptionElement, Recommendation
from storage.tables.credit import CreditClaim, CreditRule, CreditStep, CreditTerms
from storage.tables.digests import DigestPreference
from storage.tables.entries import Entry, EntryElement, EntryFile, EntrySkill
from storage.tables.evaluations import (
    Cycle,
    CycleGroup,
    Difference,
    Evaluation,
    EvaluationComment,
    EvaluationGoal,
    EvaluationStep,
    Evidence,
    Response,
    ResponseRating,
    SelfRating,
    SkillRating,
)
from storage.tables.goals import CheckIn, CheckInFile, Goal, GoalRevision
from storage.tables.indicators import Indicator
from storage.tables.installations import Installation, SpentState
from storage.tables.occurrences import Occurrence, OccurrenceStep, Reflection
from storage.tables.people import Group, Look, Membership, Pause, Person, Preference, Workspace
from storage.tables.retention import RetentionLimit
from storage.tables.schedules import Prompt, Schedule
from storage.tables.sharing import Share
from storage.tables.stages import StageRating

__all__ = [
    "Calendar",
    "CheckIn",
    "CheckInFile",
    "CreditClaim",
    "CreditRule",
    "CreditStep",
    "CreditTerms",
    "Cycle",
    "CycleGroup",
    "DayOff",
    "Difference",
    "DigestPreference",
    "Entry",
    "EntryElement",
    "EntryFile",
    "EntrySkill",
    "Evaluation",
    "EvaluationComment",
    "EvaluationGoal",
    "EvaluationStep",
    "Evidence",
    "Goal",
    "GoalRevision",
    "Group",
    "Indicator",
    "Installation",
    "LearningOption",
    "LearningOptionElement",
    "Look",
    "Membership",
    "Occurrence",
    "OccurrenceStep",
    "Pause",
    "Person",
    "Preference",
    "Prompt",
    "Recommendation",
    "Reflection",
    "Response",
    "ResponseRating",
    "RetentionLimit",
    "Schedule",
    "ScheduleCalendar",
    "SelfRating",
    "Share",
    "SkillRating",
    "SpentState",
    "StageRating",
    "Table",
    "Workspace",
]
