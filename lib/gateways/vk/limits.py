"""VK's limits, each with its source; nothing but numbers, so that rules may use them too."""

from __future__ import annotations

# A community token's requests (https://dev.vk.com/ru/api/api-requests).
REQUESTS_A_SECOND = 20

# API calls in one `execute` (https://dev.vk.com/ru/method/execute).
CALLS_AN_EXECUTE = 25

# Peers in one messages.send (https://dev.vk.com/ru/method/messages.send, `peer_ids`).
PEERS_A_SEND = 100

# Peers in one getConversationsById (VK's schema, messages/methods.json).
PEERS_A_READ = 100

# People in one users.get, communities in one groups.getById (https://dev.vk.com/ru/method/users.get, …/groups.getById).
USERS_A_READ = 1000
COMMUNITIES_A_READ = 500
