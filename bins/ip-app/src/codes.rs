//! Every stable code that the use cases themselves can emit.

/// The codes, in alphabetical order.
pub const CODES: &[&str] = &[
    "app.certificate.unknown",
    "app.data.unreadable",
    "app.entropy",
    "app.event.unreadable",
    "app.event.unwritable",
    "app.form.choice",
    "app.form.date",
    "app.form.file-empty",
    "app.form.file-kind",
    "app.form.file-too-large",
    "app.form.material-missing",
    "app.form.missing",
    "app.form.money",
    "app.form.number",
    "app.form.reference",
    "app.form.too-long",
    "app.form.too-many-files",
    "app.matter.no-implementation-code",
    "app.request.forbidden",
    "app.request.not-found",
    "app.vault.unreadable",
    "app.view.unreadable",
];
