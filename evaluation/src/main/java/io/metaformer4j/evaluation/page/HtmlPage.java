package io.metaformer4j.evaluation.page;

/**
 * A page that is one file. It fetches nothing and runs nothing, which it also forbids, so that no name in it can ask for that.
 *
 * @param title title of the window
 * @param style style sheet of what only this page has, behind the common one
 * @param body what the page shows: HTML that is well-formed as XML, too
 */
public record HtmlPage(String title, String style, String body) {

    /** Only pictures and styles that are in the page itself. */
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /**
     * The whole file.
     *
     * @return HTML that is well-formed as XML, too, if the body is
     */
    public String toHtml() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                + "<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\"/>\n"
                + "<title>" + Html.escape(title) + "</title>\n"
                + "<style>\n" + Html.resource(HtmlPage.class, "common.css") + style + "</style>\n"
                + "</head>\n<body>\n" + body.strip() + "\n</body>\n</html>\n";
    }
}
