# A community's queues, one a share of its requests to VK.

variable "project" { type = string }
variable "location" { type = string }

variable "group_id" {
  description = "The community's id in VK."
  type        = string
}

variable "shares" {
  description = "The division of VK's requests, as lib/gateways/vk/shares.json holds it."
  type = map(object({
    concurrency       = number
    requests_a_second = number
  }))
}

variable "enqueuers" {
  description = "Share → function → e-mail of the account that may enqueue."
  type        = map(map(string))
}

locals {
  grants = merge([
    for purpose, accounts in var.enqueuers : {
      for function, account in accounts : "${purpose}-${function}" => { purpose = purpose, account = account }
    }
  ]...)
}

resource "google_cloud_tasks_queue" "share" {
  for_each = var.shares

  project  = var.project
  location = var.location
  name     = "${each.key}-${var.group_id}"

  rate_limits {
    # The brake is concurrency times the pace inside each task.
    max_concurrent_dispatches = each.value.concurrency
    # This only keeps a queue from running hot on errors.
    max_dispatches_per_second = 50
  }

  # Nothing is ever given up: Cloud Tasks has no dead letters, it would delete the task.
  retry_config {
    max_attempts       = -1
    max_retry_duration = "0s"
    min_backoff        = "1s"
    max_backoff        = "60s"
    max_doublings      = 5
  }

  stackdriver_logging_config {
    sampling_ratio = 0.01
  }
}

resource "google_cloud_tasks_queue_iam_member" "enqueuer" {
  for_each = local.grants

  project  = var.project
  location = var.location
  name     = google_cloud_tasks_queue.share[each.value.purpose].name
  role     = "roles/cloudtasks.enqueuer"
  member   = "serviceAccount:${each.value.account}"
}

output "queues" {
  value = [for queue in google_cloud_tasks_queue.share : queue.name]
}
