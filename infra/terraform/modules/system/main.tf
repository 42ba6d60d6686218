# The whole system in one project.

locals {
  services = [
    "artifactregistry", "billingbudgets", "cloudbuild", "cloudfunctions", "cloudresourcemanager", "cloudscheduler", "cloudtasks", "compute",
    "firebaserules", "firestore", "iam", "logging", "monitoring", "pubsub", "run", "secretmanager", "storage",
  ]
  labels  = { environment = var.environment, system = "house-chats" }
  callers = toset(["tasks", "scheduler"])
  # Told from their parts, so that a plan shows who gets which right.
  caller  = { for name, account in google_service_account.caller : name => "${account.account_id}@${var.project}.iam.gserviceaccount.com" }
  builder = "${google_service_account.builder.account_id}@${var.project}.iam.gserviceaccount.com"
}

resource "google_project_service" "this" {
  for_each = toset(local.services)

  project            = var.project
  service            = "${each.value}.googleapis.com"
  disable_on_destroy = false
}

# --- Who calls -----------------------------------------------------------------------------------------------------------------

resource "google_service_account" "caller" {
  for_each = local.callers

  project      = var.project
  account_id   = "call-${each.value}"
  display_name = "In whose name ${each.value == "tasks" ? "the queues" : "the scheduler"} calls; it may do nothing else"

  depends_on = [google_project_service.this]
}

# Whoever enqueues a task, or makes a job, that calls in a name must be allowed to use that name.
resource "google_service_account_iam_member" "acts_as_tasks" {
  for_each = { for name, function in local.functions : name => name if length(try(function.enqueues, [])) > 0 || try(function.keeps_jobs, false) }

  service_account_id = "projects/${var.project}/serviceAccounts/${local.caller["tasks"]}"
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${module.function[each.key].account}"
}

# Google has no role for one's own jobs alone, nor rights on a single job.
resource "google_project_iam_custom_role" "job_keeper" {
  project     = var.project
  role_id     = "jobKeeper"
  title       = "Keeps the jobs of regular broadcasts"
  permissions = ["cloudscheduler.jobs.create", "cloudscheduler.jobs.delete", "cloudscheduler.jobs.get", "cloudscheduler.jobs.update"]

  depends_on = [google_project_service.this]
}

# --- Code ----------------------------------------------------------------------------------------------------------------------

resource "google_storage_bucket" "code" {
  #checkov:skip=CKV_GCP_62:It holds what is in the repository anyway; who deployed what is in the audit log.
  project                     = var.project
  name                        = "${var.project}-code"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  versioning {
    enabled = true
  }
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      # Long enough for any rollback.
      days_since_noncurrent_time = 90
    }
  }

  depends_on = [google_project_service.this]
}

resource "google_service_account" "builder" {
  project      = var.project
  account_id   = "builder"
  display_name = "Builds the functions"

  depends_on = [google_project_service.this]
}

resource "google_project_iam_member" "builder" {
  # Cloud Functions lays the sources into a bucket of its own, which is not ours to give rights on.
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter", "roles/storage.objectViewer"])

  project = var.project
  role    = each.value
  member  = "serviceAccount:${local.builder}"
}

# --- Functions -----------------------------------------------------------------------------------------------------------------

module "function" {
  source   = "../function"
  for_each = local.functions

  project  = var.project
  location = var.location
  name     = each.key
  package  = "${var.packages}/${each.key}.zip"
  bucket   = google_storage_bucket.code.name
  builder  = "projects/${var.project}/serviceAccounts/${local.builder}"
  labels   = local.labels

  runtime = {
    memory      = each.value.memory
    cpu         = each.value.cpu
    concurrency = each.value.concurrency
    instances   = each.value.instances
    timeout_s   = each.value.timeout_s
    is_public   = contains(each.value.callers, "public")
  }
  settings = merge(
    local.settings,
    lookup(local.settings_of, each.key, {}),
    [for kind in local.kinds_of[each.key] : lookup(local.settings_with, kind, {})]...
  )
  secrets = merge([for kind in local.kinds_of[each.key] : local.secrets[kind]]...)
  invokers = {
    for caller in each.value.callers : caller => caller == "public" ? "allUsers" : "serviceAccount:${local.caller[caller]}"
  }
  project_roles = toset(["roles/datastore.user"])

  depends_on = [google_project_service.this, google_project_iam_member.builder, module.secret]
}

resource "google_project_iam_member" "job_keeper" {
  for_each = { for name, function in local.functions : name => name if try(function.keeps_jobs, false) }

  project = var.project
  role    = "projects/${var.project}/roles/${google_project_iam_custom_role.job_keeper.role_id}"
  member  = "serviceAccount:${module.function[each.key].account}"
}

module "job" {
  source   = "../job"
  for_each = { for name, function in local.functions : name => function if can(function.job) }

  project    = var.project
  location   = var.location
  name       = each.key
  schedule   = each.value.job.schedule
  time_zone  = each.value.job.time_zone
  retries    = each.value.job.retries
  deadline_s = each.value.timeout_s
  uri        = local.urls[each.key]
  caller     = local.caller["scheduler"]
  depends_on = [google_project_service.this, module.function]
}

module "community" {
  source   = "../community"
  for_each = var.communities

  project  = var.project
  location = var.location
  group_id = each.key
  shares   = local.pace.queues
  enqueuers = {
    for purpose in keys(local.pace.queues) : purpose => {
      for name, function in local.functions : name => module.function[name].account if contains(try(function.enqueues, []), purpose)
    }
  }
  depends_on = [google_project_service.this]
}

# --- Secrets -------------------------------------------------------------------------------------------------------------------

# Secret Manager says here that a secret is due for a new value.
resource "google_pubsub_topic" "secrets_due" {
  #checkov:skip=CKV_GCP_83:Its messages say the name of a secret that is due, and nothing of what is in it.
  project    = var.project
  name       = "secrets-due"
  labels     = local.labels
  depends_on = [google_project_service.this]
}

resource "google_pubsub_topic_iam_member" "secret_manager" {
  project = var.project
  topic   = google_pubsub_topic.secrets_due.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${var.project_number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
}

resource "google_pubsub_subscription" "secrets_due" {
  project = var.project
  name    = "secrets-due"
  topic   = google_pubsub_topic.secrets_due.id
  # Everything else that happens to secrets is in the audit log.
  filter                     = "attributes.eventType = \"SECRET_ROTATE\""
  message_retention_duration = "2678400s" # 31 days, the longest
  expiration_policy {
    ttl = ""
  }
}

module "secret" {
  source   = "../secret"
  for_each = toset(flatten([for secrets in values(local.secrets) : values(secrets)]))

  project           = var.project
  location          = var.location
  id                = each.value
  next_rotation     = var.next_rotation
  rotation_period_s = 180 * 24 * 3600
  topic             = google_pubsub_topic.secrets_due.id
  depends_on        = [google_project_service.this, google_pubsub_topic_iam_member.secret_manager]
}

# --- The rest ------------------------------------------------------------------------------------------------------------------

module "database" {
  source = "../database"

  project      = var.project
  location     = var.location
  is_protected = var.is_protected
  depends_on   = [google_project_service.this]
}

module "hosting" {
  source = "../hosting"

  project    = var.project
  location   = var.location
  domain     = var.domain
  app_folder = var.app_folder
  doors = {
    for name, function in local.functions : name => {
      service    = module.function[name].name
      paths      = function.door.paths
      per_minute = function.door.per_minute
    } if can(function.door)
  }
  depends_on = [google_project_service.this]
}

module "monitoring" {
  source = "../monitoring"

  project     = var.project
  domain      = var.domain
  emails      = var.alert_emails
  quiet_hours = var.quiet_hours
  functions   = { for name, function in local.functions : name => replace(name, "_", "-") }
  depends_on  = [google_project_service.this]
}

module "budget" {
  source = "../budget"

  billing_account = var.billing_account
  project         = var.project
  project_number  = var.project_number
  usd_a_month     = var.usd_a_month
  channels        = module.monitoring.channels
}

# Who reads secrets, and who changes who may do what, is written down.
resource "google_project_iam_audit_config" "secrets" {
  project = var.project
  service = "secretmanager.googleapis.com"
  audit_log_config {
    log_type = "DATA_READ"
  }
  audit_log_config {
    log_type = "DATA_WRITE"
  }
}

# Logs hold ids and no personal data; a month is enough to look into anything.
resource "google_logging_project_bucket_config" "default" {
  project        = "projects/${var.project}"
  location       = "global"
  bucket_id      = "_Default"
  retention_days = 30
}
