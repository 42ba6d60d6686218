# A job of Cloud Scheduler: a request to a function, with the caller's identity.

variable "project" { type = string }
variable "location" { type = string }
variable "name" { type = string }
variable "schedule" { type = string }
variable "time_zone" { type = string }
variable "uri" { type = string }
variable "caller" { type = string }
variable "deadline_s" { type = number }
variable "retries" { type = number }

resource "google_cloud_scheduler_job" "this" {
  project          = var.project
  region           = var.location
  name             = replace(var.name, "_", "-")
  description      = "functions/${var.name}"
  schedule         = var.schedule
  time_zone        = var.time_zone
  attempt_deadline = "${var.deadline_s}s"

  retry_config {
    retry_count          = var.retries
    min_backoff_duration = "5s"
    max_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "${var.uri}/"
    oidc_token {
      service_account_email = var.caller
      audience              = var.uri
    }
  }
}
