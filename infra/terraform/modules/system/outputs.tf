output "address" {
  description = "What the A record of the domain has to say."
  value       = module.hosting.address
}

output "functions" {
  description = "Every function and its address inside the project."
  value       = local.urls
}

output "callback_url" {
  description = "Where VK sends events: what `python -m ops callbacks` wants."
  value       = "https://${var.domain}/vk_callback"
}

output "sms_callback_url" {
  description = "What to put into the cabinet of SMS.ru."
  value       = var.has_sms ? "https://${var.domain}/sms_callback" : ""
}

output "app_url" {
  description = "What to put into the Mini App's settings at VK."
  value       = "https://${var.domain}/app/"
}

output "queues" {
  value = flatten([for community in module.community : community.queues])
}

output "secrets" {
  description = "Secrets that must have a value: `python -m ops preflight` looks."
  value       = sort([for secret in module.secret : secret.id])
}

# What a function finds in its environment: `python -m ops` works as the sweep does.
output "environment" {
  value = local.settings
}
