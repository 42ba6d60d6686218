"""Connects onboarding with the world that a configuration names."""

from __future__ import annotations

from lib.config import Config
from lib.gateways.sms.client import SmsClient
from lib.onboarding.outside import Leading, SmsOffice
from lib.provisioning.connect import connect as connect_provisioning

# SMS.ru answers within a second or two; a lost answer is never repeated, so it gets time.
_SMS_TIMEOUT_S = 10.0


def connect(config: Config) -> Leading:
    """The outside of onboarding; one per process, its connections are shared by threads."""
    return Leading(connect_provisioning(config), connect_sms(config))


def connect_sms(config: Config) -> SmsOffice | None:
    """SMS.ru, if there is a key for it."""
    if not config.sms_api_id:
        return None
    client = SmsClient(config.sms_url, config.sms_api_id, is_test=config.sms_is_test, timeout_s=_SMS_TIMEOUT_S)
    return SmsOffice(client, config.sms_api_id.encode())
