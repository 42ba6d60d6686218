# Every function: one entry a function. Its name is its folder under functions/.
#
#   memory, cpu, concurrency, instances, timeout_s   how it runs; concurrency is its threads
#   callers      who may call it: public (through the load balancer), tasks (the queues), scheduler
#   enqueues     the queues that it puts tasks on
#   secrets      what it is told in confidence: vk_tokens, vk_secrets (of all communities), sms, app
#   keeps_jobs   it makes and removes jobs of Cloud Scheduler
#   job          it is called by a clock
#   door         paths that lead to it from outside; requests a minute from one address (0: any)

locals {
  # The division of VK's requests: one file for the code, for local/ and for here.
  pace = jsondecode(file("${path.module}/../../../../lib/gateways/vk/shares.json"))

  # As many tasks at once as the queues of all communities dispatch together, in instances of eight.
  worker = {
    for purpose, share in local.pace.queues : purpose => {
      memory      = "512Mi"
      cpu         = "1"
      concurrency = 8
      instances   = max(2, ceil(share.concurrency * length(var.communities) / 8) + 1)
      # The queues give a task 300 s.
      timeout_s = 300
    }
  }

  functions = merge(
    {
      api = {
        memory     = "1Gi", cpu = "1", concurrency = 16, instances = 20, timeout_s = 60
        callers    = ["public"]
        enqueues   = ["provision", "broadcast", "answer", "collect"]
        secrets    = ["vk_tokens", "app", "sms"]
        keeps_jobs = true
        door       = { paths = ["/api", "/api/*"], per_minute = 1200 }
      }
      vk_callback = {
        # What it asks VK while VK waits is kept in pace by the number of its instances. A discussion that is scheduled
        # by a button has its chat provisioned.
        memory   = "512Mi", cpu = "1", concurrency = 80, instances = local.pace.at_once.concurrency, timeout_s = 10
        callers  = ["public"]
        enqueues = ["provision", "answer"]
        secrets  = ["vk_tokens", "vk_secrets"]
        door     = { paths = ["/vk_callback"], per_minute = 0 }
      }
      provision = merge(local.worker["provision"], {
        callers  = ["tasks"]
        enqueues = ["provision", "answer"]
        secrets  = ["vk_tokens"]
      })
      broadcast = merge(local.worker["broadcast"], {
        callers    = ["tasks"]
        enqueues   = ["broadcast"]
        secrets    = ["vk_tokens"]
        keeps_jobs = true
      })
      answer = merge(local.worker["answer"], {
        callers  = ["tasks"]
        enqueues = ["provision", "answer"]
        secrets  = ["vk_tokens", "sms"]
      })
      sweep = {
        memory     = "512Mi", cpu = "1", concurrency = 1, instances = local.pace.sweep.concurrency, timeout_s = 300
        callers    = ["scheduler"]
        enqueues   = ["provision", "broadcast", "answer"]
        secrets    = ["vk_tokens", "sms"]
        keeps_jobs = true
        job        = { schedule = "* * * * *", time_zone = "UTC", retries = 0 }
      }
      collect = merge(local.worker["collect"], {
        # Begun every hour: what was counted already is not counted again, and what VK refused is tried once more.
        callers  = ["tasks", "scheduler"]
        enqueues = ["collect"]
        secrets  = ["vk_tokens"]
        job      = { schedule = "10 * * * *", time_zone = "Europe/Moscow", retries = 3 }
      })
      expire_discussions = {
        # Asks VK for nothing: what is due becomes tasks at the pace of answers.
        memory   = "512Mi", cpu = "1", concurrency = 1, instances = 1, timeout_s = 60
        callers  = ["scheduler"]
        enqueues = ["answer"]
        job      = { schedule = "* * * * *", time_zone = "UTC", retries = 0 }
      }
      open311 = {
        # What organisations' own systems register; people are told of it at the pace of answers.
        memory   = "512Mi", cpu = "1", concurrency = 16, instances = 3, timeout_s = 30
        callers  = ["public"]
        enqueues = ["answer"]
        door     = { paths = ["/open311", "/open311/*"], per_minute = 600 }
      }
      exchange_open311 = {
        # Waits for other organisations' servers, so it is nobody else's worker; a run may meet several slow ones.
        memory   = "512Mi", cpu = "1", concurrency = 1, instances = 1, timeout_s = 540
        callers  = ["scheduler"]
        enqueues = ["answer"]
        job      = { schedule = "* * * * *", time_zone = "UTC", retries = 0 }
      }
    },
    var.has_sms ? {
      sms_callback = {
        memory  = "512Mi", cpu = "1", concurrency = 8, instances = 2, timeout_s = 30
        callers = ["public"]
        secrets = ["sms"]
        door    = { paths = ["/sms_callback"], per_minute = 600 }
      }
    } : {},
  )

  urls = {
    # Cloud Run's address that can be told before the service exists; the default one, which counts as internal.
    for name in keys(local.functions) :
    name => "https://${replace(name, "_", "-")}-${var.project_number}.${var.location}.run.app"
  }

  # What every function is told.
  settings = {
    GOOGLE_CLOUD_PROJECT = var.project
    CLOUD_LOCATION       = var.location
    VK_API_URL           = var.vk_api_url
    PROVISION_URL        = local.urls["provision"]
    ANSWER_URL           = local.urls["answer"]
    BROADCAST_URL        = local.urls["broadcast"]
    COLLECT_URL          = local.urls["collect"]
    TASKS_CALLER         = local.caller["tasks"]
  }
  # What one function alone is told, or those that have a secret.
  settings_of = {
    api = {
      VK_APP_ID  = tostring(var.vk_app_id)
      APP_ORIGIN = "https://${var.domain}"
      API_URL    = "https://${var.domain}"
    }
  }
  settings_with = {
    sms = { SMS_TEST = var.sms_is_test ? "1" : "0" }
  }

  # Variable → secret, by the kinds that `secrets` above names.
  secrets = {
    vk_tokens  = { for id in keys(var.communities) : "VK_TOKEN_${id}" => "vk-token-${id}" }
    vk_secrets = { for id in keys(var.communities) : "VK_SECRET_${id}" => "vk-secret-${id}" }
    app        = { VK_APP_SECRET = "vk-app-secret", SESSION_KEY = "session-key" }
    sms        = var.has_sms ? { SMS_API_ID = "sms-api-id" } : {}
  }
  kinds_of = { for name, function in local.functions : name => try(function.secrets, []) }
}
