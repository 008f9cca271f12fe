"""All tables. Import from here: `from db.models import Office, Plan`."""

from db.models.base import Base
from db.models.messages import Delivery, DeliveryStatus, Dialogue, InboxStatus, InboxUpdate
from db.models.people import Consent, Contact, Invite, Membership, Office, Person, Purpose, Role, School
from db.models.plans import Plan, PlanStatus, Task
from db.models.questions import OfficeAnswer, Question, QuestionState, Told

__all__ = [
    "Base",
    "Consent",
    "Contact",
    "Delivery",
    "DeliveryStatus",
    "Dialogue",
    "InboxStatus",
    "InboxUpdate",
    "Invite",
    "Membership",
    "Office",
    "OfficeAnswer",
    "Person",
    "Plan",
    "PlanStatus",
    "Purpose",
    "Question",
    "QuestionState",
    "Role",
    "School",
    "Task",
    "Told",
]
