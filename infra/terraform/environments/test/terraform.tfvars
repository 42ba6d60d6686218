# The test environment. Nothing here is secret; projects, domain, ids and addresses are examples to be filled in once (docs/deploying.md).
project         = "house-chats-test"
project_number  = "100000000001"
location        = "europe-west1"
domain          = "test.house-chats.example"
vk_app_id       = 51000001
has_sms         = true
sms_is_test     = true
next_rotation   = "2027-05-01T08:00:00Z"
billing_account = "000000-000000-000000"
usd_a_month     = 50
alert_emails    = ["ops@house-chats.example"]

communities = {
  "220000001" = { name = "Домовые чаты (тест)" }
}
