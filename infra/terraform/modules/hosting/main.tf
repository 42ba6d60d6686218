# One origin with HTTPS for everything that people, VK and SMS.ru call: the Mini App's files, and the public functions.

variable "project" { type = string }
variable "location" { type = string }

variable "domain" {
  description = "The host name; its A record points at the address that is put out."
  type        = string
}

variable "app_folder" {
  description = "The built Mini App; nothing is uploaded where the folder is empty."
  type        = string
}

variable "doors" {
  description = "Public function (its folder's name) → paths that lead to it, and how many requests a minute one address may make (0: any)."
  type = map(object({
    service    = string
    paths      = list(string)
    per_minute = number
  }))
}

locals {
  # What the host lets browsers do. local/front_door sends the same; a test holds them equal.
  headers = jsondecode(file("${path.module}/headers.json"))
  files   = fileset(var.app_folder, "**")
  types = {
    css = "text/css", html = "text/html; charset=utf-8", ico = "image/x-icon", js = "text/javascript", json = "application/json",
    png = "image/png", svg = "image/svg+xml", ttf = "font/ttf", woff2 = "font/woff2",
  }
}

resource "google_storage_bucket" "app" {
  #checkov:skip=CKV_GCP_62:Who loads the Mini App's public files is nobody's business, and addresses of people are kept in no log.
  #checkov:skip=CKV_GCP_114:The load balancer serves these files to everybody; browsers load them before anybody has signed in.
  project                     = var.project
  name                        = "${var.project}-app"
  location                    = var.location
  uniform_bucket_level_access = true
  force_destroy               = false

  versioning {
    enabled = true
  }
  website {
    main_page_suffix = "index.html"
  }
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 30
      num_newer_versions         = 2
    }
  }
}

# The files of the Mini App are public by their nature: a browser loads them before anybody has signed in.
resource "google_storage_bucket_iam_member" "readers" {
  #checkov:skip=CKV_GCP_28:Everybody reads these files and nothing else: the role lets nobody list them.
  bucket = google_storage_bucket.app.name
  role   = "roles/storage.legacyObjectReader"
  member = "allUsers"
}

resource "google_storage_bucket_object" "app" {
  for_each = local.files

  bucket       = google_storage_bucket.app.name
  name         = "app/${each.value}"
  source       = "${var.app_folder}/${each.value}"
  content_type = lookup(local.types, reverse(split(".", each.value))[0], "application/octet-stream")
  # Built files carry a hash of their content in their names.
  cache_control = startswith(each.value, "assets/") ? "public, max-age=31536000, immutable" : "no-cache"
  # Whoever has the app open since before a deployment still loads the old build's panels.
  deletion_policy = startswith(each.value, "assets/") ? "ABANDON" : "DELETE"
}

resource "google_compute_backend_bucket" "app" {
  project                 = var.project
  name                    = "app"
  bucket_name             = google_storage_bucket.app.name
  enable_cdn              = true
  compression_mode        = "AUTOMATIC"
  custom_response_headers = [for name, value in local.headers : "${name}: ${value}"]

  cdn_policy {
    cache_mode = "USE_ORIGIN_HEADERS"
  }
}

resource "google_compute_region_network_endpoint_group" "door" {
  for_each = var.doors

  project               = var.project
  region                = var.location
  name                  = replace(each.key, "_", "-")
  network_endpoint_type = "SERVERLESS"
  cloud_run {
    service = each.value.service
  }
}

resource "google_compute_security_policy" "door" {
  #checkov:skip=CKV_GCP_73:The rule against it is below; beside a dynamic block checkov does not find it.
  for_each = var.doors

  project     = var.project
  name        = replace(each.key, "_", "-")
  description = "functions/${each.key}: how often one address may ask"

  dynamic "rule" {
    for_each = each.value.per_minute > 0 ? [each.value.per_minute] : []
    content {
      priority    = 1000
      action      = "throttle"
      description = "At most ${rule.value} a minute from one address"
      match {
        versioned_expr = "SRC_IPS_V1"
        config {
          src_ip_ranges = ["*"]
        }
      }
      rate_limit_options {
        conform_action = "allow"
        exceed_action  = "deny(429)"
        enforce_on_key = "IP"
        rate_limit_threshold {
          count        = rule.value
          interval_sec = 60
        }
      }
    }
  }

  rule {
    priority    = 500
    action      = "deny(403)"
    description = "CVE-2021-44228: nothing here speaks Java, and whoever tries it wants nothing good"
    match {
      expr {
        expression = "evaluatePreconfiguredWaf('cve-canary')"
      }
    }
  }

  rule {
    priority    = 2147483647
    action      = "allow"
    description = "Everybody else; the functions decide who may what"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_compute_backend_service" "door" {
  for_each = var.doors

  project               = var.project
  name                  = replace(each.key, "_", "-")
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  security_policy       = google_compute_security_policy.door[each.key].id

  backend {
    group = google_compute_region_network_endpoint_group.door[each.key].id
  }
  log_config {
    # The functions log themselves; addresses of people are kept in no log.
    enable = false
  }
}

resource "google_compute_url_map" "this" {
  project         = var.project
  name            = "front-door"
  default_service = google_compute_backend_bucket.app.id

  host_rule {
    hosts        = [var.domain]
    path_matcher = "paths"
  }
  path_matcher {
    name            = "paths"
    default_service = google_compute_backend_bucket.app.id
    dynamic "path_rule" {
      for_each = var.doors
      content {
        paths   = path_rule.value.paths
        service = google_compute_backend_service.door[path_rule.key].id
      }
    }
  }
}

resource "google_compute_global_address" "this" {
  project = var.project
  name    = "front-door"
}

resource "google_compute_managed_ssl_certificate" "this" {
  project = var.project
  name    = "front-door"
  managed {
    domains = [var.domain]
  }
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project
  name            = "front-door"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "this" {
  project          = var.project
  name             = "front-door"
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

# Port 443 alone: nobody types this address, and VK asks for HTTPS.
resource "google_compute_global_forwarding_rule" "this" {
  project               = var.project
  name                  = "front-door"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}

output "address" {
  description = "What the domain's A record has to say."
  value       = google_compute_global_address.this.address
}
