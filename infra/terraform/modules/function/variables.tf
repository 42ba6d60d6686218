variable "project" { type = string }
variable "location" { type = string }

variable "name" {
  description = "The function's folder under functions/, such as vk_callback; also its entry point."
  type        = string
}

variable "package" {
  description = "Path of the function's zip, as `python -m ops package` made it."
  type        = string
}

variable "bucket" {
  description = "The bucket that holds the zips."
  type        = string
}

variable "builder" {
  description = "Id of the service account that builds functions."
  type        = string
}

variable "runtime" {
  description = "Everything about how it runs."
  type = object({
    memory      = string
    cpu         = string
    concurrency = number
    instances   = number
    timeout_s   = number
    is_public   = bool
  })
}

variable "settings" {
  description = "Its environment variables that are no secrets."
  type        = map(string)
}

variable "secrets" {
  description = "Its environment variables that are secrets: variable → secret id. The function sees the newest version."
  type        = map(string)
}

variable "invokers" {
  description = "Members that may call it, by a name of their own."
  type        = map(string)
}

variable "project_roles" {
  description = "Roles on the project that its account has."
  type        = set(string)
}

variable "labels" {
  type    = map(string)
  default = {}
}
