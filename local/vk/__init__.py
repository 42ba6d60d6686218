"""VK on one machine: its API for communities, Callback API, Bots Long Poll, upload servers, and SMS.ru beside it.

It is as strict as VK, since everything else is measured against it. `python -m local.vk --help` tells how to start it;
`local.vk.testing` embeds it in a test.
"""
