# What terraform.tfvars says; modules/system/variables.tf tells what each means.

variable "project" { type = string }
variable "project_number" { type = string }
variable "location" { type = string }
variable "domain" { type = string }
variable "communities" {
  type = map(object({ name = string }))
  validation {
    condition     = length(var.communities) > 0 && alltrue([for id in keys(var.communities) : can(regex("^[1-9][0-9]{0,11}$", id))])
    error_message = "There is at least one community, and each has its id in VK as its key."
  }
}
variable "vk_app_id" { type = number }
variable "has_sms" { type = bool }
variable "sms_is_test" { type = bool }
variable "next_rotation" { type = string }
variable "billing_account" { type = string }
variable "usd_a_month" { type = number }
variable "alert_emails" {
  type = list(string)
  validation {
    condition     = length(var.alert_emails) > 0
    error_message = "An alert that nobody gets is none."
  }
}
