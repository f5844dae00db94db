# Time limits and identifiers: what anyone may work out without filing.
home-tools = Work it out
limits-title = Time limits
limits-lead = What must be done by which day, counted by law over weekends and public holidays.
limit-lead = Fill in the day that starts it; every step of the counting names its law.
limit-area-patent = Patents
limit-area-pct = International applications (PCT)
limit-area-hague = Designs under the Hague system
limit-area-trademark = Trade marks
limit-area-madrid = Marks under the Madrid system
limit-area-layout = Layout-designs
limit-area-licensing = Administrative licensing
limit-area-patent-agency = Patent agencies
limit-area-reconsideration = Administrative reconsideration
limit-area-litigation = Litigation
limit-area-penalty = Administrative penalties
limit-length = Length
limit-length-day = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
limit-length-working-day = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
limit-length-month = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
limit-length-year = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
limit-length-of-several = Depends on several facts
limit-served = How that day is known
limit-served-received = The day it was received
limit-served-electronic = The day it was sent electronically
limit-served-post = The day it was posted
limit-served-public-notice = The day of the public notice
limit-extend = Extension asked for
limit-extend-none = None
limit-count = Count
limit-fill-in = Fill in the facts to count it.
limit-last-day = Last day
limit-today = That is today.
limit-days-left = { $days ->
    [one] One day left.
   *[other] { $days } days left.
}
limit-days-ago = { $days ->
    [one] It passed a day ago.
   *[other] It passed { $days } days ago.
}
limit-provisional = It may still move; the steps and notes below say why.
limit-otherwise = Counted { $base } it would be { $day }.
limit-base-rolled = from the real end of the earlier limit
limit-base-nominal = from the nominal end of the earlier limit
limit-steps = How it was counted
limit-ics = Take it into a calendar
limit-remind = Last day: { $limit }
limit-about = About this limit
limit-act = Whose it is
limit-act-party = The party must act by then
limit-act-office = The office must act by then
limit-act-right = A right lasts until then
limit-act-opens = Something becomes possible then
limit-roll = On a rest day
limit-roll-yes = It moves to the next working day
limit-roll-no = It stays
limit-roll-doubtful = Not proved
limit-extension = Can it be made longer?
limit-extension-none = No
limit-extension-designated = On request before the end, for a fee
limit-extension-statutory = No: it is fixed by law
limit-extension-by-office = By the authority
limit-extension-by-court = By a court, after an obstacle
limit-extension-interruption = It is interrupted and suspended by its own rules
limit-restoration = If it is missed
limit-restoration-none = It cannot be made good
limit-restoration-rule-6 = The right can be restored on request
limit-restoration-force-majeure = It can be made good for force majeure alone
limit-restoration-own-route = There is a way of its own
identifier-title = Check a number
identifier-lead = Patent, mark, company, certificate and case numbers: what kind it is, whether it is well formed, how it is properly written.
identifier-text = The number
identifier-text-hint = As it was written to you; blanks, full-width characters and prefixes do not matter.
identifier-kind = Kind
identifier-kind-hint = Left empty, every kind is tried.
identifier-check = Check
identifier-no-kind = No kind
identifier-form-only = This checks the form of a number. Whether it was ever given to anyone, only its register can say.
identifier-is-valid = Well formed
identifier-is-warning = Usable, with a remark
identifier-is-invalid = Not well formed
identifier-kind-certificate-id = Electronic certificate
identifier-kind-handling-item-code = Handling item of a matter
identifier-kind-matter-implementation-code = Implementation code of a matter
identifier-kind-matter-basic-code = Basic code of a matter
identifier-kind-uscc = Unified social credit code
identifier-kind-resident-id = Resident identity number
identifier-kind-patent-application = Patent application
identifier-kind-patent-publication = Patent publication
identifier-kind-organisation-code = Organisation code
identifier-kind-layout-design = Layout-design registration
identifier-kind-pct-application = International application (PCT)
identifier-kind-wo-publication = International publication (WO)
identifier-kind-hague-registration = International design registration (Hague)
identifier-kind-madrid-registration = International mark registration (Madrid)
identifier-kind-gi = Geographical indication
identifier-kind-division = Administrative division
identifier-kind-agency = Patent agency
identifier-kind-case-number = Case or recordal
identifier-kind-ipc = International Patent Classification
identifier-kind-locarno-class = Locarno class
identifier-kind-vienna = Vienna classification
identifier-kind-nice-class = Nice class
identifier-kind-trademark = Trade mark application or registration
