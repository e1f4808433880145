"""Every room's tables, imported so that their metadata is complete."""

import newsletter.accounts.models
import newsletter.audit.models
import newsletter.contacts.models
import newsletter.events.models
import newsletter.events.source
import newsletter.issues.models
import newsletter.mailbox.models
import newsletter.media.models
import newsletter.notices.digest_models
import newsletter.notices.models
import newsletter.organisation.models
import newsletter.outbox.models
import newsletter.registrations.models
import newsletter.subscribers.models  # noqa: F401
from newsletter.core.database import Base

metadata = Base.metadata
