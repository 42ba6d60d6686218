# What stands still, and what wants somebody to look: one alert an entry, one playbook an alert (docs/playbooks/).

variable "project" { type = string }
variable "domain" { type = string }
variable "emails" { type = list(string) }
variable "quiet_hours" { type = number }

variable "functions" {
  description = "Function → its service in Cloud Run."
  type        = map(string)
}

locals {
  playbooks = "docs/playbooks"

  # Lines of severity ALERT, by name. An alert fires when its lines come more than `above` times within `minutes`.
  events = {
    community-stopped    = { severity = "CRITICAL", above = 0, minutes = 5, events = ["community_stopped"] }
    community-paused     = { severity = "WARNING", above = 3, minutes = 60, events = ["community_paused"] }
    waves-stuck          = { severity = "ERROR", above = 2, minutes = 15, events = ["provisioning_was_stuck"] }
    batches-stuck        = { severity = "CRITICAL", above = 2, minutes = 15, events = ["broadcasts_were_stuck"] }
    answers-stuck        = { severity = "ERROR", above = 2, minutes = 15, events = ["onboarding_was_stuck", "gatherings_were_stuck", "outbox_was_stuck"] }
    discussions-stuck    = { severity = "ERROR", above = 2, minutes = 15, events = ["discussions_were_stuck", "discussion_members_stuck"] }
    broadcasts-paused    = { severity = "WARNING", above = 2, minutes = 60, events = ["broadcast_paused"] }
    sweep-failing        = { severity = "ERROR", above = 4, minutes = 15, events = ["sweep_failed"] }
    work-refused         = { severity = "ERROR", above = 0, minutes = 10, events = ["task_malformed", "task_refused", "onboarding_errand_refused"] }
    callbacks-refused    = { severity = "ERROR", above = 0, minutes = 10, events = ["event_broke_us", "event_malformed", "event_refused"] }
    requests-broken      = { severity = "ERROR", above = 2, minutes = 10, events = ["request_broke"] }
    activity-not-counted = { severity = "WARNING", above = 0, minutes = 60, events = ["activity_not_counted"] }
    sms-refused          = { severity = "ERROR", above = 0, minutes = 30, events = ["sms_gateway_refuses"] }
    open311-silent       = { severity = "WARNING", above = 0, minutes = 30, events = ["open311_silent"] }
  }

  # Lines that must keep coming: what is periodic says when it is done, and its silence is the alert.
  heartbeats = {
    sweep-not-run    = { severity = "CRITICAL", minutes = 10, event = "sweep_done" }
    expiry-not-run   = { severity = "CRITICAL", minutes = 10, event = "expiry_done" }
    exchange-not-run = { severity = "ERROR", minutes = 30, event = "open311_exchanged" }
    # Begun every hour of the night; nearly a day is the longest that an absence may be waited for.
    nights-not-begun = { severity = "ERROR", minutes = 1380, event = "night_begun" }
  }

  # What the sweep says of each silent community while it is silent: once an hour.
  silence = { minutes = 120, events = ["callbacks_silent"] }

  channels = [for channel in google_monitoring_notification_channel.email : channel.id]
}

resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.emails)

  project      = var.project
  display_name = each.value
  type         = "email"
  labels       = { email_address = each.value }
}

resource "google_logging_metric" "alert_lines" {
  project     = var.project
  name        = "alert_lines"
  description = "Lines of severity ALERT, by event and community"
  filter      = "resource.type=\"cloud_run_revision\" AND severity=ALERT"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    labels {
      key = "event"
    }
    labels {
      key = "group_id"
    }
  }
  label_extractors = {
    event    = "EXTRACT(jsonPayload.message)"
    group_id = "EXTRACT(jsonPayload.group_id)"
  }
}

resource "google_logging_metric" "heartbeat" {
  for_each = local.heartbeats

  project     = var.project
  name        = each.value.event
  description = "Comes whenever the work was done"
  filter      = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"${each.value.event}\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_monitoring_alert_policy" "event" {
  for_each = local.events

  project               = var.project
  display_name          = each.key
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels

  conditions {
    display_name = join(", ", each.value.events)
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "metric.type=\"logging.googleapis.com/user/${google_logging_metric.alert_lines.name}\"",
        "metric.labels.event=one_of(${join(",", [for event in each.value.events : "\"${event}\""])})",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = "0s"
      aggregations {
        alignment_period     = "${each.value.minutes * 60}s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["metric.label.group_id"]
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/${each.key}.md"
  }
}

resource "google_monitoring_alert_policy" "heartbeat" {
  for_each = local.heartbeats

  project               = var.project
  display_name          = each.key
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels

  conditions {
    display_name = "No ${each.value.event} for ${each.value.minutes} minutes"
    condition_absent {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "metric.type=\"logging.googleapis.com/user/${google_logging_metric.heartbeat[each.key].name}\"",
      ])
      duration = "${each.value.minutes * 60}s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/${each.key}.md"
  }
}

# Events that VK sent and we took. Whoever only looks whether we are there asks by GET, and does not count.
resource "google_logging_metric" "events_taken" {
  project     = var.project
  name        = "events_taken"
  description = "Events of VK that were taken"
  filter = join(" AND ", [
    "resource.type=\"cloud_run_revision\"",
    "resource.labels.service_name=\"${var.functions["vk_callback"]}\"",
    "httpRequest.requestMethod=\"POST\"",
    "httpRequest.status=200",
  ])

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

# VK has stopped sending: its callback server was switched off after too many failures, or its secret does not fit. Of one
# community beside others it is the sweep that notices; where nobody could, nothing comes at all.
resource "google_monitoring_alert_policy" "callbacks_silent" {
  project               = var.project
  display_name          = "callbacks-silent"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "People write in a community, and VK does not tell of it"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "metric.type=\"logging.googleapis.com/user/${google_logging_metric.alert_lines.name}\"",
        "metric.labels.event=one_of(${join(",", [for event in local.silence.events : "\"${event}\""])})",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period     = "${local.silence.minutes * 60}s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["metric.label.group_id"]
      }
    }
  }
  conditions {
    display_name = "No event of VK in any community for ${var.quiet_hours} hours"
    condition_absent {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "metric.type=\"logging.googleapis.com/user/${google_logging_metric.events_taken.name}\"",
      ])
      duration = "${var.quiet_hours * 3600}s"
      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/callbacks-silent.md"
  }
}

# Tasks wait, and nothing is done about them: the queue is paused, or its worker answers none.
resource "google_monitoring_alert_policy" "queue_standing" {
  project               = var.project
  display_name          = "queue-standing"
  combiner              = "AND_WITH_MATCHING_RESOURCE"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "Tasks wait in the queue"
    condition_threshold {
      filter          = "resource.type=\"cloud_tasks_queue\" AND metric.type=\"cloudtasks.googleapis.com/queue/depth\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "900s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_MIN"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.label.queue_id"]
      }
    }
  }
  conditions {
    display_name = "and none of them succeeds"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"cloud_tasks_queue\"",
        "metric.type=\"cloudtasks.googleapis.com/queue/task_attempt_count\"",
        "metric.labels.response_code=\"ok\"",
      ])
      comparison              = "COMPARISON_LT"
      threshold_value         = 1
      duration                = "900s"
      evaluation_missing_data = "EVALUATION_MISSING_DATA_ACTIVE"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.label.queue_id"]
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/queue-standing.md"
  }
}

resource "google_monitoring_alert_policy" "functions_failing" {
  project               = var.project
  display_name          = "functions-failing"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "More than one answer in a minute is a failure, for five minutes"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "metric.type=\"run.googleapis.com/request_count\"",
        "metric.labels.response_code_class=\"5xx\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "300s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.label.service_name"]
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/functions-failing.md"
  }
}

# A message stays in the subscription until `python -m ops secret` has put a new value in and taken it out.
resource "google_monitoring_alert_policy" "secret_due" {
  project               = var.project
  display_name          = "secret-due"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = "A secret is due for a new value"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"pubsub_subscription\"",
        "resource.labels.subscription_id=\"secrets-due\"",
        "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "300s"
      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/secret-due.md"
  }
}

# From outside: the certificate, the load balancer, the Mini App's page, and a function behind it.
resource "google_monitoring_uptime_check_config" "this" {
  for_each = { app = "/app/", vk_callback = "/vk_callback" }

  project      = var.project
  display_name = "From outside: ${each.key}"
  period       = "300s"
  timeout      = "10s"

  http_check {
    path         = each.value
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project, host = var.domain }
  }
}

resource "google_monitoring_alert_policy" "unreachable" {
  project               = var.project
  display_name          = "unreachable"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  dynamic "conditions" {
    for_each = google_monitoring_uptime_check_config.this
    content {
      display_name = "${conditions.key} is not reached from two places"
      condition_threshold {
        filter = join(" AND ", [
          "resource.type=\"uptime_url\"",
          "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\"",
          "metric.labels.check_id=\"${conditions.value.uptime_check_id}\"",
        ])
        comparison      = "COMPARISON_GT"
        threshold_value = 1
        duration        = "300s"
        aggregations {
          alignment_period     = "300s"
          per_series_aligner   = "ALIGN_NEXT_OLDER"
          cross_series_reducer = "REDUCE_COUNT_FALSE"
          group_by_fields      = ["resource.label.host"]
        }
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Playbook: ${local.playbooks}/unreachable.md"
  }
}

output "channels" {
  value = local.channels
}
