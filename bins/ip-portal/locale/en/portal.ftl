# Texts of the portal in English. The Chinese file has the same keys; a test proves it.

## Start and stop
boot-serving = The portal of { $place } is at { $url }
boot-data = Data folder: { $folder }
boot-accounts = Accounts and their first passwords (also in { $file }, readable by you only):
boot-try = Try first: open { $url }matters, find a matter, read its guide, then sign in as person and file it.
boot-stop = Press Ctrl-C to stop.
boot-checked = Checked; nothing is wrong.

## Page shell
portal-name = IP services
skip-to-main = Skip to the main content
demo-line = Demonstration data, not official
tools-label = Language, display and account
search-label = Find a matter
search-placeholder = For example: fee reduction, pledge
search-button = Search
print-large = Large print
print-normal = Normal print
contrast-high = High contrast
contrast-normal = Normal contrast
sign-in = Sign in
sign-out = Sign out
nav-label = Sections
nav-home = Home
nav-matters = Matters
nav-outlets = Outlets
nav-about = About
crumbs-label = You are here
footer-contact = Contact
footer-complaint = Complaints
footer-review = Review a service
footer-about = About this site
footer-phone = Hotline
tone-info = Note
tone-good = Done
tone-care = Take care
tone-bad = Wrong
change = Change
optional = (optional)
law-summary = Legal basis
law-article = article { $article }
unverified = Unverified
unverified-hint = Not yet compared with the official source
pager-label = Pages
pager-before = Previous page
pager-after = Next page
pager-where = Page { $page } of { $pages }
timeline-coming = expected
chart-table = The numbers as a table

## Clocks
clock-on-time = On time
clock-soon = Due soon
clock-late = Late
clock-paused = Paused
clock-provisional = Provisional
clock-due = due { $day }
clock-days-left = { $days ->
    [one] 1 working day left
   *[other] { $days } working days left
}
clock-days-late = { $days ->
    [one] 1 working day late
   *[other] { $days } working days late
}
clock-provisional-why = The public holidays after that day are not published yet, so it may still move.

## Money
money-full = Full amount
money-unknown = unknown
money-provisional = The tariff may change after its last check.

## Tasks
task-done = Done
task-begun = Begun
task-open = Not started
task-waiting = Cannot start yet

## Forms
error-title-prefix = Error: 
errors-title = Mend this first
error-prefix = Error:
area-limit = At most { $limit } characters
file-limit = Each file at most { $limit }
file-error-too-large = The file is larger than { $limit }: compress or split it, then choose it again
file-error-total = All files together are larger than { $limit }: send fewer or compress them, then choose again
file-error-too-many = More than { $limit } files: put some together, then choose again
file-error-empty = The file is empty: check it, then choose it again
number-error = { $what }: enter a whole number, such as 10
date-year = Year
date-month = Month
date-day = Day
date-error-empty = Enter the date
date-error-year = Enter the year with four digits, such as 2026
date-error-month = Enter the month as a number from 1 to 12
date-error-day = Enter the day as a number
date-error-no-such-day = There is no such day: check year, month and day

## Roles
role-person = applicant
role-clerk = window clerk
role-reviewer = reviewer
role-supervisor = supervisor
role-administrator = administrator

## Sign in
login-title = Sign in
login-name = Account
login-password = Password
login-refused = Account or password is not right: check both and enter them again
login-demo = The demonstration accounts are person, clerk, reviewer, supervisor and administrator. Their passwords were printed at the start and are kept in first-passwords.toml in the data folder.

## Faults
fault-not-found-title = There is no such page
fault-not-found-what = The address may be mistyped or the page may have moved. Check the address, or go on from here.
fault-gone-title = This is no longer offered
fault-gone-what = What stood here has been taken down.
fault-sign-in-title = Sign in first
fault-sign-in-what = This page is for people who have signed in.
fault-forbidden-title = Not for this account
fault-forbidden-what = Your account may not see this page. If you need it, sign in with another account.
fault-stale-form-title = The form is out of date
fault-stale-form-what = It was opened in another session or too long ago. Nothing was sent; go back and open it again.
fault-bad-request-title = The request cannot be read
fault-bad-request-what = What the browser sent cannot be read. Go back and try again.
fault-method-title = This address is not used that way
fault-method-what = Come here from a link or a button of a page.
fault-too-large-title = Too much was sent
fault-too-large-what = What was sent is larger than allowed. Send fewer or smaller files.
fault-wait-title = Too many tries
fault-wait-what = To keep the account safe, try again in { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}.
fault-internal-title = Something went wrong here
fault-internal-what = Your request was not completed. Try again later; if it fails again, tell us the reference below.
fault-try-again = Open it again
fault-to-matters = Find a matter
fault-to-contact = Contact
fault-reference = Reference:

## About
about-title = About this site
about-lead = One place for intellectual property services from finding a matter to reviewing the service, with the reason for every deadline and every fee.
about-demo-title = This is a demonstration city, not an official site
about-demo-what = The city, its outlets, telephones, people and cases are fictitious. Nothing filed here reaches an authority or has legal effect. Do not enter real personal data.
about-facts-title = Where matters and fees come from
about-facts-what = Matters, time limits and tariffs are data files; each entry names its instrument and article and whether it was compared with the source. What the competent authority says prevails.
about-unverified-what = Content with this mark was not yet compared with the official source.
about-privacy-title = Personal data and cookies
about-privacy-what = This site uses three necessary cookies: to remember language and display, to protect forms, to keep you signed in. No statistics, no advertising.
about-contact-title = Contact
about-contact-phone = Hotline:
about-contact-none = Ask at a service outlet.
about-complaint-title = Complaints
about-complaint-phone = Telephone for complaints:
about-complaint-what = If you are not content with how a case is handled, say so on the page of the case or at an outlet.
about-review-title = Review a service
about-review-what = Every service can be reviewed once, in five levels. A bad review is answered, put right, reported back and followed up.

## Components
components-title = Components
components-lead = Every component once, with sample content.
components-banners = Banners
components-clocks = Clock badges
components-tasks = Task list
components-summary = Summary list
components-money = Money
components-timeline = Timeline
components-table = Table
components-charts = Charts
components-empty = Empty list
components-empty-title = No cases yet
components-form = Form
components-send = Send

## Lists and filters
list-comma = {", "}
list-semicolon = {"; "}
filter-any = Any
filter-area = Field
filter-who = Who applies
filter-way = How
filter-online = Can be done online
filter-scope = Where
scope-here = Handled here
scope-all = The whole national list
scope-not-here = not handled here
export-csv = Export as a table (CSV)
area-patent = Patents
area-trademark = Trademarks
area-gi = Geographical indications
area-layout = Layout designs
area-local = Local services
yes = Yes
no = No

## Front page
home-title = Intellectual property services
home-lead = Find a matter, read its guide, see its fee, find an outlet.
home-search = What would you like to do?
home-often = Some places to start
home-areas = By field
home-outlets = { $count ->
    [one] Address and opening hours of 1 outlet
   *[other] Addresses and opening hours of { $count } outlets
}

## Catalogue
matters-title = Matters
matters-found = { $count ->
    [one] 1 matter found
   *[other] { $count } matters found
}
matters-none = No matter found
matters-none-hint = Try other words, or fewer filters.
matters-everywhere = Search the whole national list
matters-ask = Read what was answered before, or ask
csv-number = Number
csv-id = Id
csv-name = Name
csv-area = Field
csv-fee = Fee
csv-promised = Promised time
fact-promised = promised: { $time }
applicant-person = Natural persons
applicant-organisation = Organisations
channel-online = online
channel-mobile = by phone app
channel-window = at a window
channel-mail = by post
channel-phone = by telephone

## Guide
guide-code = Implementation code
guide-not-here-title = Not handled here
guide-not-here = What follows comes from the national list. Turn to the competent authority.
guide-result = What you get
guide-who = Who may apply
guide-agent = an agency may act for you
guide-time = How long it takes
guide-promised-short = promised
guide-statutory-short = by law
guide-no-statutory = The law sets no limit for the decision
guide-cost = What it costs
guide-cost-more = Line by line, with the law
guide-channels = How to apply
guide-visits = { $n ->
    [0] No visit needed
    [one] 1 visit
   *[other] { $n } visits
}
guide-start = Start
guide-papers = What you need
guide-no-papers = No papers are needed.
guide-only-when = Only when:
guide-waiver = Not needed if this matches:
guide-files = { $kinds }, each at most { $limit }
guide-tolerance = Papers marked “may follow” can be handed in after acceptance.
guide-conditions = Conditions
guide-if-missed = If missed: { $what }
guide-promised = Promised time
guide-promised-what = Promised publicly by this place.
guide-statutory = Limit by law
guide-authority-limit = Another limit of the authority
guide-applicant-limit = A limit of the parties
guide-steps = Steps
guide-commitment = Notification and commitment
guide-remedies = If you disagree
guide-faq = Questions often asked
guide-law = Legal basis
paper-required = required
paper-tolerable = may follow
paper-optional = optional
waiver-certificate = an electronic certificate
waiver-data-check = a data check
waiver-internal = the authority's own records
waiver-commitment = a written commitment
length-at-once = on the spot
length-working-days = { $n ->
    [one] 1 working day
   *[other] { $n } working days
}
length-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
length-working-hours = { $n ->
    [one] 1 working hour
   *[other] { $n } working hours
}
length-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
length-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
length-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}
length-extended = { $own }, may be extended by { $more }
miss-overdue = the authority is late and must say why
miss-deemed-withdrawn = the application counts as withdrawn
miss-deemed-not-made = the request counts as not made
miss-deemed-abandoned = the right counts as abandoned
miss-not-accepted = it is not accepted
miss-right-lapses = the right is lost
miss-may-be-disregarded = what comes late may be left aside
miss-may-proceed = the applicant may go ahead
miss-procedure-continues = the procedure goes on without it
miss-procedure-resumes = the procedure starts again
miss-grace = a grace period begins
miss-no-effect = it cannot be held against others
miss-breach = a duty is breached and a sanction may follow

## Fees
fee-charged = fee
fee-free = free
fee-unknown = fee not known
fee-free-what = Nothing is charged for this matter.
fee-unknown-what = The fee was not verified and is not guessed. Ask the authority that handles it.
fee-why = Calculation and law
fee-total = Total
fee-compute = Work out the fee
fee-today = As if done today.
fee-due = Due by { $day }
fee-due-provisional = Due by { $day } (provisional)
fact-right = Kind of patent
fact-channel = Filed
fact-claims = Claims
fact-pages = Pages of the description
fact-priorities = Priorities
fact-copies = Copies
fact-classes = Classes
fact-days = Days
fact-year = Year
fact-annuity-year = Annuity year of the grant
fact-months-from-priority = Months from the priority date
fact-part = Part
fact-filing-date = Filing date (such as 2020-03-05)
fact-received-on = Received on (such as 2026-03-05)
fact-format = Format (xml, pdf or paper)
fact-isa = Searching authority (CN or EP)
fact-ro = Receiving office (such as CN)
fact-late = After the limit
fact-reduction = Fee reduction
right-invention = Invention
right-utility-model = Utility model
right-design = Design
filing-online = Online
filing-paper = On paper
reduction-none = None
reduction-85 = Reduced by 85% (one applicant)
reduction-70 = Reduced by 70% (several applicants)

## Outlets
outlets-title = Outlets
outlets-matter = Matter
outlets-function = Services
outlets-found = { $count ->
    [one] 1 outlet
   *[other] { $count } outlets
}
outlets-none = No outlet fits
outlets-all = All outlets
outlet-open = Open now
outlet-closed = Closed now
outlet-address = Address
outlet-phone = Telephone
outlet-hours = Opening hours
outlet-hours-hint = Closed on public holidays.
outlet-days = { $from } to { $to }
function-acceptance = acceptance
function-payment = payment
function-inquiry = inquiry
function-retrieval = retrieval
function-consultation = advice
class-service-centre = Government service centre
class-backbone-node = Backbone node
class-prefecture-body = Comprehensive public-service body
class-protection-centre = IP protection centre
class-rapid-rights-centre = Rapid rights-protection centre
class-patent-desk = Patent agency office
class-trademark-window = Trademark window
class-tisc = Technology and innovation support centre
class-university-centre = University IP information centre
class-national-outlet = National information outlet
class-patent-document-outlet = Patent document outlet
class-brand-station = Brand guidance station
class-workstation = Workstation
