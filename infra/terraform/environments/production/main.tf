# A thin root: where the state lies, which project, and what differs from the other environments (terraform.tfvars).

terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.0"
    }
  }
  # The bucket is told by `make deploy-plan`: <project>-terraform. docs/deploying.md tells how it is made.
  backend "gcs" {
    prefix = "house-chats"
  }
}

provider "google" {
  project               = var.project
  region                = var.location
  billing_project       = var.project
  user_project_override = true
}

module "system" {
  source = "../../modules/system"

  project         = var.project
  project_number  = var.project_number
  location        = var.location
  environment     = "production"
  domain          = var.domain
  communities     = var.communities
  vk_app_id       = var.vk_app_id
  has_sms         = var.has_sms
  sms_is_test     = var.sms_is_test
  packages        = "${path.root}/../../../../dist/packages"
  app_folder      = "${path.root}/../../../../miniapp/dist"
  is_protected    = true
  next_rotation   = var.next_rotation
  billing_account = var.billing_account
  usd_a_month     = var.usd_a_month
  alert_emails    = var.alert_emails
  quiet_hours     = 12
}

output "system" {
  value = module.system
}
