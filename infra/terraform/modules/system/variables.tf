variable "project" {
  description = "The Google Cloud project's id."
  type        = string
}

variable "project_number" {
  description = "Its number: part of the addresses under which functions find each other."
  type        = string
}

variable "location" {
  description = "The region of everything that has one."
  type        = string
}

variable "environment" {
  description = "test or production; a label on what costs money."
  type        = string
}

variable "domain" {
  description = "The host name of the Mini App, its API and the callbacks."
  type        = string
}

variable "communities" {
  description = "VK communities: id → what it is. A community more is a line here and two secrets: docs/deploying.md."
  type = map(object({
    name = string
  }))
}

variable "vk_app_id" {
  description = "The Mini App's id in VK."
  type        = number
}

variable "vk_api_url" {
  type    = string
  default = "https://api.vk.ru"
}

variable "has_sms" {
  description = "Whether there is an account at SMS.ru: its key is a secret more, and its reports have a door."
  type        = bool
  default     = true
}

variable "sms_is_test" {
  description = "SMS.ru checks and answers, but sends and charges nothing."
  type        = bool
  default     = false
}

variable "packages" {
  description = "The folder in which `python -m ops package` left a zip a function."
  type        = string
}

variable "app_folder" {
  description = "The built Mini App."
  type        = string
}

variable "is_protected" {
  description = "Whether the database refuses to be deleted."
  type        = bool
  default     = true
}

variable "next_rotation" {
  description = "When secrets are due for new values for the first time, RFC 3339."
  type        = string
}

variable "billing_account" { type = string }

variable "usd_a_month" {
  description = "The budget: people are told at half of it, at 80 % and when it is reached."
  type        = number
}

variable "alert_emails" {
  description = "Who is told of alerts."
  type        = list(string)
}

variable "quiet_hours" {
  description = "For how many hours at most no event of VK may come before somebody looks: longer than the night."
  type        = number
  default     = 12
}
