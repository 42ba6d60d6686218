# One page that tells whether things move.

locals {
  charts = [
    {
      title  = "Requests a second, by function"
      filter = "resource.type=\"cloud_run_revision\" metric.type=\"run.googleapis.com/request_count\""
      by     = ["resource.label.service_name", "metric.label.response_code_class"]
      align  = "ALIGN_RATE", reduce = "REDUCE_SUM"
    },
    {
      title  = "Time to answer, the slowest hundredth, by function"
      filter = "resource.type=\"cloud_run_revision\" metric.type=\"run.googleapis.com/request_latencies\""
      by     = ["resource.label.service_name"]
      align  = "ALIGN_PERCENTILE_99", reduce = "REDUCE_MAX"
    },
    {
      title  = "Tasks waiting, by queue"
      filter = "resource.type=\"cloud_tasks_queue\" metric.type=\"cloudtasks.googleapis.com/queue/depth\""
      by     = ["resource.label.queue_id"]
      align  = "ALIGN_MAX", reduce = "REDUCE_SUM"
    },
    {
      title  = "Tasks attempted a second, by queue and outcome"
      filter = "resource.type=\"cloud_tasks_queue\" metric.type=\"cloudtasks.googleapis.com/queue/task_attempt_count\""
      by     = ["resource.label.queue_id", "metric.label.response_code"]
      align  = "ALIGN_RATE", reduce = "REDUCE_SUM"
    },
    {
      title  = "Lines that want somebody to look, by event"
      filter = "resource.type=\"cloud_run_revision\" metric.type=\"logging.googleapis.com/user/${google_logging_metric.alert_lines.name}\""
      by     = ["metric.label.event"]
      align  = "ALIGN_DELTA", reduce = "REDUCE_SUM"
    },
    {
      title  = "Instances, by function"
      filter = "resource.type=\"cloud_run_revision\" metric.type=\"run.googleapis.com/container/instance_count\""
      by     = ["resource.label.service_name"]
      align  = "ALIGN_MAX", reduce = "REDUCE_SUM"
    },
    {
      title  = "Firestore: documents read and written a second"
      filter = "resource.type=\"firestore.googleapis.com/Database\" metric.type=one_of(\"firestore.googleapis.com/document/read_ops_count\",\"firestore.googleapis.com/document/write_ops_count\")"
      by     = ["metric.label.op"]
      align  = "ALIGN_RATE", reduce = "REDUCE_SUM"
    },
    {
      title  = "Events of VK taken, in five minutes"
      filter = "resource.type=\"cloud_run_revision\" metric.type=\"logging.googleapis.com/user/${google_logging_metric.events_taken.name}\""
      by     = []
      align  = "ALIGN_DELTA", reduce = "REDUCE_SUM"
    },
    {
      title  = "Periodic work done, in five minutes"
      filter = "resource.type=\"cloud_run_revision\" metric.type=one_of(${join(",", [for metric in google_logging_metric.heartbeat : "\"logging.googleapis.com/user/${metric.name}\""])})"
      by     = ["metric.type"]
      align  = "ALIGN_DELTA", reduce = "REDUCE_SUM"
    },
  ]
}

resource "google_monitoring_dashboard" "this" {
  project = var.project
  dashboard_json = jsonencode({
    displayName = "House chats"
    mosaicLayout = {
      columns = 48
      tiles = [for position, chart in local.charts : {
        xPos = position % 2 * 24, yPos = floor(position / 2) * 16, width = 24, height = 16
        widget = {
          title = chart.title
          xyChart = {
            dataSets = [{
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = chart.filter
                  aggregation = {
                    alignmentPeriod = "300s", perSeriesAligner = chart.align, crossSeriesReducer = chart.reduce, groupByFields = chart.by
                  }
                }
              }
            }]
          }
        }
      }]
    }
  })
}
