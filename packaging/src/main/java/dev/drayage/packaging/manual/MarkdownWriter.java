package dev.drayage.packaging.manual;

import dev.drayage.packaging.manual.Page.Block;
import dev.drayage.packaging.manual.Page.Entry;
import dev.drayage.packaging.manual.Page.Lines;
import dev.drayage.packaging.manual.Page.Paragraph;
import dev.drayage.packaging.manual.Page.Section;
import dev.drayage.packaging.manual.Page.Span;
import dev.drayage.packaging.manual.Page.Subheading;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes pages as Markdown, each of which links to the others where it names them. */
final class MarkdownWriter {
    private MarkdownWriter() {}

    static String write(Page page) {
        return "# " + page.name() + "\n"
                + page.sections().stream().map(MarkdownWriter::section).collect(Collectors.joining());
    }

    private static String section(Section section) {
        String heading =
                section.heading().charAt(0) + section.heading().substring(1).toLowerCase(Locale.ROOT);
        return "\n## " + heading + "\n"
                + section.blocks().stream().map(MarkdownWriter::block).collect(Collectors.joining());
    }

    private static String block(Block block) {
        if (block instanceof Subheading subheading) {
            return "\n### " + text(subheading.text()) + "\n";
        }
        if (block instanceof Paragraph paragraph) {
            return "\n" + text(paragraph.text()) + "\n";
        }
        if (block instanceof Lines lines) {
            return "\n```sh\n" + String.join("\n", lines.lines()) + "\n```\n";
        }
        Entry entry = (Entry) block;
        String term = term(entry.term());
        if (entry.meaning().isEmpty()) {
            return "\n```text\n" + term + "\n```\n";
        }
        boolean hasPage = term.startsWith("dray ");
        return "\n- " + (hasPage ? "[`" + term + "`](" + term.replace(' ', '-') + ".md)" : "`" + term + "`") + ": "
                + text(entry.meaning()) + "\n";
    }

    private static String term(List<Span> spans) {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }

    private static String text(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>|~#{}])", "\\\\$1")
                .replaceAll("\\b(dray[a-z-]*)\\(1\\)", "[$1]($1.md)");
    }
}
