"""All tables. Import from here: `from db.models import Office, Plan`."""

from db.models.agenda import AgendaItem, FieldType, ItemKind, Reminder, ReminderStatus
from db.models.announcements import (
    Announcement,
    AnnouncementState,
    ChannelTrouble,
    DraftFile,
    ServedAccount,
    TroubleKind,
)
from db.models.base import Base
from db.models.messages import Action, Delivery, DeliveryStatus, Dialogue, InboxStatus, InboxUpdate, Upload
from db.models.people import Consent, Contact, Invite, Membership, Office, Person, Purpose, Role, School
from db.models.plans import Plan, PlanStatus, Task
from db.models.questions import OfficeAnswer, Question, QuestionState, Told
from db.models.reports import Attribution, Report, ReportFile, ReportRequest, ReportStatus, RequestState

__all__ = [
    "Action",
    "AgendaItem",
    "Announcement",
    "AnnouncementState",
    "Attribution",
    "Base",
    "ChannelTrouble",
    "Consent",
    "Contact",
    "Delivery",
    "DeliveryStatus",
    "Dialogue",
    "DraftFile",
    "FieldType",
    "InboxStatus",
    "InboxUpdate",
    "Invite",
    "ItemKind",
    "Membership",
    "Office",
    "OfficeAnswer",
    "Person",
    "Plan",
    "PlanStatus",
    "Purpose",
    "Question",
    "QuestionState",
    "Reminder",
    "ReminderStatus",
    "Report",
    "ReportFile",
    "ReportRequest",
    "ReportStatus",
    "RequestState",
    "Role",
    "School",
    "ServedAccount",
    "Task",
    "Told",
    "TroubleKind",
    "Upload",
]
