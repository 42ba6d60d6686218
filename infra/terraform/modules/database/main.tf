# Firestore: the database, its indexes, what expires, who may read it directly (nobody), and its backups.

variable "project" { type = string }
variable "location" { type = string }
variable "is_protected" { type = bool }

locals {
  # Made from the queries that the tests asked: `python -m tests.firestore_indexes`. A test holds them equal.
  needed = jsondecode(file("${path.module}/indexes.json"))
  composite = {
    for index in local.needed.composite :
    "${index.collection}/${index.scope}/${join(",", [for field in index.fields : "${field.path}:${field.mode}"])}" => index
  }
  # One resource a field: what expires, what is searched across all collections of a name, what is not indexed.
  fields = { for field in local.needed.fields : "${field.collection}/${field.field}" => field }
}

resource "google_firestore_database" "this" {
  project                           = var.project
  name                              = "(default)"
  location_id                       = var.location
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "PESSIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = var.is_protected ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = "ABANDON"
}

resource "google_firestore_index" "composite" {
  for_each = local.composite

  project     = var.project
  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = each.value.scope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.path
      order        = fields.value.mode == "CONTAINS" ? null : fields.value.mode
      array_config = fields.value.mode == "CONTAINS" ? "CONTAINS" : null
    }
  }
}

resource "google_firestore_field" "this" {
  for_each = local.fields

  project    = var.project
  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field

  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes
      content {
        query_scope  = indexes.value.scope
        order        = indexes.value.mode == "CONTAINS" ? null : indexes.value.mode
        array_config = indexes.value.mode == "CONTAINS" ? "CONTAINS" : null
      }
    }
  }

  dynamic "ttl_config" {
    for_each = each.value.expires ? [1] : []
    content {}
  }
}

resource "google_firebaserules_ruleset" "nobody" {
  project = var.project
  source {
    files {
      name    = "firestore.rules"
      content = file("${path.module}/firestore.rules")
    }
  }
  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "nobody" {
  project      = var.project
  name         = "cloud.firestore"
  ruleset_name = "projects/${var.project}/rulesets/${google_firebaserules_ruleset.nobody.name}"
}

resource "google_firestore_backup_schedule" "daily" {
  project   = var.project
  database  = google_firestore_database.this.name
  retention = "604800s" # a week
  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  project   = var.project
  database  = google_firestore_database.this.name
  retention = "4838400s" # eight weeks
  weekly_recurrence {
    day = "SUNDAY"
  }
}
