# A month's money: people are told before it is spent.

variable "billing_account" { type = string }
variable "project" { type = string }
variable "project_number" { type = string }
variable "usd_a_month" { type = number }
variable "channels" { type = list(string) }

resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = "${var.project}: a month"

  budget_filter {
    projects        = ["projects/${var.project_number}"]
    calendar_period = "MONTH"
  }

  amount {
    specified_amount {
      currency_code = "USD"
      units         = tostring(var.usd_a_month)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.8, 1.0]
    content {
      threshold_percent = threshold_rules.value
      spend_basis       = "CURRENT_SPEND"
    }
  }
  threshold_rules {
    threshold_percent = 1.2
    spend_basis       = "FORECASTED_SPEND"
  }

  all_updates_rule {
    monitoring_notification_channels = var.channels
  }
}
