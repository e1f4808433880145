"""The tables that issues stand on, known before the schema is made."""

import newsletter.accounts.models
import newsletter.audit.models
import newsletter.events.models
import newsletter.issues.models
import newsletter.media.models
import newsletter.organisation.models
import newsletter.outbox.models  # noqa: F401
