output "name" {
  value = google_cloudfunctions2_function.this.name
}

output "account" {
  description = "The e-mail of its service account."
  value       = local.account
}
