# A secret without its content: values are added by `python -m ops secret`, never by Terraform.

variable "project" { type = string }
variable "location" { type = string }
variable "id" { type = string }
variable "next_rotation" { type = string }
variable "rotation_period_s" { type = number }
variable "topic" { type = string }

resource "google_secret_manager_secret" "this" {
  project   = var.project
  secret_id = var.id

  replication {
    user_managed {
      replicas {
        location = var.location
      }
    }
  }

  # Secret Manager says on the topic when it is time for a new value; an alert waits there.
  rotation {
    next_rotation_time = var.next_rotation
    rotation_period    = "${var.rotation_period_s}s"
  }
  topics {
    name = var.topic
  }

  # A version that is destroyed by mistake can be had back for a week.
  version_destroy_ttl = "604800s"
  deletion_protection = true

  lifecycle {
    # Google moves it on by itself after each rotation.
    ignore_changes = [rotation[0].next_rotation_time]
  }
}

output "id" {
  value = google_secret_manager_secret.this.secret_id
}
