# Texts of the portal in English. The Chinese file has the same keys; a test proves it.

## Start and stop
boot-serving = The portal of { $place } is at { $url }
boot-data = Data folder: { $folder }
boot-accounts = Accounts and their first passwords (also in { $file }, readable by you only):
boot-try = Try first: open { $url }matters, find a matter, read its guide, then sign in as person and file it.
boot-stop = Press Ctrl-C to stop.
boot-checked = Checked; nothing is wrong.

## Page shell
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
money-provisional = Provisional: the tariff may still change.

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
login-demo = The demonstration accounts are person, clerk, reviewer, supervisor and admin. Their passwords were printed at the start and are kept in first-passwords.toml in the data folder.

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

## Front page
home-title = Intellectual property services
home-lead = Find a matter, read its guide, see its fee, find an outlet.

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
