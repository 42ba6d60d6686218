# One Cloud Function (2nd gen): its own service account, its zip, and who may call it.

locals {
  # Names of functions and accounts take hyphens only.
  hyphenated = replace(var.name, "_", "-")
  # Told from its parts, so that a plan shows who gets which right.
  account = "${google_service_account.this.account_id}@${var.project}.iam.gserviceaccount.com"
}

resource "google_service_account" "this" {
  project      = var.project
  account_id   = "fn-${local.hyphenated}"
  display_name = "functions/${var.name}"
}

resource "google_storage_bucket_object" "package" {
  bucket = var.bucket
  # The content is in the name: what did not change is not deployed again.
  name         = "${var.name}/${filesha256(var.package)}.zip"
  source       = var.package
  content_type = "application/zip"
  # Earlier packages stay for a rollback; the bucket removes them in time.
  deletion_policy = "ABANDON"
}

resource "google_cloudfunctions2_function" "this" {
  project  = var.project
  location = var.location
  name     = local.hyphenated
  labels   = var.labels

  build_config {
    runtime         = "python313"
    entry_point     = var.name
    service_account = var.builder
    source {
      storage_source {
        bucket = var.bucket
        object = google_storage_bucket_object.package.name
      }
    }
  }

  service_config {
    service_account_email            = local.account
    available_memory                 = var.runtime.memory
    available_cpu                    = var.runtime.cpu
    timeout_seconds                  = var.runtime.timeout_s
    min_instance_count               = 0
    max_instance_count               = var.runtime.instances
    max_instance_request_concurrency = var.runtime.concurrency
    all_traffic_on_latest_revision   = true
    # People come through the load balancer; Cloud Tasks and Scheduler of this project count as internal.
    ingress_settings = var.runtime.is_public ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_INTERNAL_ONLY"
    # functions-framework serves with as many threads as it is told to.
    environment_variables = merge(var.settings, { THREADS = tostring(var.runtime.concurrency) })

    dynamic "secret_environment_variables" {
      for_each = var.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reader]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = var.secrets

  project   = var.project
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${local.account}"
}

resource "google_project_iam_member" "role" {
  for_each = var.project_roles

  project = var.project
  role    = each.value
  member  = "serviceAccount:${local.account}"
}

# A function of the 2nd generation is a service of Cloud Run: this is the gate.
resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = var.invokers

  project  = var.project
  location = var.location
  name     = google_cloudfunctions2_function.this.name
  role     = "roles/run.invoker"
  member   = each.value
}
