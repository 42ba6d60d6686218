# Production. Nothing here is secret; projects, domain, ids and addresses are examples to be filled in once (docs/deploying.md).
project         = "house-chats-production"
project_number  = "100000000002"
location        = "europe-west1"
domain          = "house-chats.example"
vk_app_id       = 51000002
has_sms         = true
sms_is_test     = false
next_rotation   = "2027-05-01T08:00:00Z"
billing_account = "000000-000000-000000"
usd_a_month     = 500
alert_emails    = ["ops@house-chats.example"]

# A community more: its line here, its two secrets (`python -m ops secret`), `make deploy`.
communities = {
  "220000001" = { name = "Домовые чаты Екатеринбурга" }
  "220000002" = { name = "Домовые чаты Владивостока" }
}
