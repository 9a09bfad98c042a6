package dev.drayage.site;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Marks comments, strings, options and keywords in blocks of code; the rest stays as it is. */
final class SyntaxTint {
    private static final String STRINGS = "(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*')";
    private static final Pattern SHELL =
            Pattern.compile("(?m)(?<comment>(?<![^\\s])#.*$)|" + STRINGS + "|(?<option>(?<![^\\s])--?[A-Za-z][\\w-]*)");
    private static final Pattern JAVA = Pattern.compile("(?s)(?<comment>//[^\\n]*|/\\*.*?\\*/)|" + STRINGS
            + "|(?<keyword>\\b(?:abstract|case|catch|class|default|else|enum|extends|final|for|if|implements|import|instanceof"
            + "|interface|new|package|private|protected|public|record|requires|return|static|switch|this|throw|throws|try"
            + "|var|void|while)\\b)");
    private static final Pattern DATA = Pattern.compile("(?m)(?s:(?<comment><!--.*?-->))|(?<remark>(?<![^\\s])#.*$)|"
            + STRINGS + "|(?<keyword></?[\\w.:-]+(?=[\\s/>])|/?>)");
    private static final Map<String, Pattern> LANGUAGES = Map.ofEntries(
            Map.entry("sh", SHELL),
            Map.entry("bash", SHELL),
            Map.entry("shell", SHELL),
            Map.entry("console", SHELL),
            Map.entry("java", JAVA),
            Map.entry("groovy", JAVA),
            Map.entry("kotlin", JAVA),
            Map.entry("xml", DATA),
            Map.entry("json", DATA),
            Map.entry("toml", DATA),
            Map.entry("yaml", DATA));

    private SyntaxTint() {}

    static void tint(Element content) {
        for (Element code : content.select("pre > code")) {
            String language = code.className().replaceFirst("^language-", "");
            Pattern pattern = LANGUAGES.get(language);
            if (pattern == null) {
                continue;
            }
            String text = code.wholeText();
            if (language.equals("console")) {
                code.html(console(text));
            } else {
                code.html(marked(text, pattern));
            }
        }
    }

    /** What is typed is tinted, and what is printed is set back. */
    private static String console(String text) {
        StringBuilder html = new StringBuilder();
        for (String line : text.split("(?<=\n)", -1)) {
            if (line.startsWith("$ ")) {
                html.append("<span class=\"prompt\">$ </span><span class=\"typed\">");
                html.append(marked(line.substring(2).stripTrailing(), SHELL)).append("</span>\n");
            } else {
                html.append(Text.escape(line));
            }
        }
        return html.toString();
    }

    private static String marked(String text, Pattern pattern) {
        StringBuilder html = new StringBuilder();
        Matcher matcher = pattern.matcher(text);
        int end = 0;
        while (matcher.find()) {
            html.append(Text.escape(text.substring(end, matcher.start())));
            html.append("<span class=\"").append(kind(matcher, pattern)).append("\">");
            html.append(Text.escape(matcher.group())).append("</span>");
            end = matcher.end();
        }
        return html.append(Text.escape(text.substring(end))).toString();
    }

    private static String kind(Matcher matcher, Pattern pattern) {
        if (matcher.group("comment") != null) {
            return "comment";
        }
        if (matcher.group("string") != null) {
            return "string";
        }
        if (pattern == SHELL) {
            return "option";
        }
        return matcher.group("keyword") != null ? "keyword" : "comment";
    }
}
