# What production promises, asked of its plan by terraform itself.

run "every_community_has_its_queues_and_secrets" {
  command = plan

  variables {
    communities = {
      "220000001" = { name = "One" }
      "220000002" = { name = "Two" }
      "220000003" = { name = "Three" }
    }
  }

  assert {
    condition     = length(output.system.queues) == 12
    error_message = "A community has four queues: provision, broadcast, answer, collect."
  }
  assert {
    condition     = contains(output.system.secrets, "vk-token-220000003") && contains(output.system.secrets, "vk-secret-220000003")
    error_message = "A community has a token and a callback secret."
  }
}

run "without_sms_there_is_neither_its_door_nor_its_key" {
  command = plan

  variables {
    has_sms = false
  }

  assert {
    condition     = !contains(keys(output.system.functions), "sms_callback") && !contains(output.system.secrets, "sms-api-id")
    error_message = "SMS.ru has no business here."
  }
  assert {
    condition     = output.system.sms_callback_url == ""
    error_message = "There is no address to tell SMS.ru."
  }
}

run "vk_and_people_come_to_one_origin" {
  command = plan

  assert {
    condition     = output.system.app_url == "https://${var.domain}/app/" && output.system.callback_url == "https://${var.domain}/vk_callback"
    error_message = "The app and VK's callback are under the domain."
  }
}

run "a_community_needs_a_numeric_id" {
  command = plan

  variables {
    communities = { ekaterinburg = { name = "One" } }
  }

  expect_failures = [var.communities]
}

run "an_alert_that_nobody_gets_is_refused" {
  command = plan

  variables {
    alert_emails = []
  }

  expect_failures = [var.alert_emails]
}
