package dev.drayage.server.page;

import java.util.List;

/**
 * A table with a heading for each column and each row. On a narrow screen its rows are shown one below the other, each cell
 * with the name of its column; that it is a table is said by roles, since some browsers forget it then.
 */
final class DataTable {
    private final List<String> columns;
    private final Element body = Element.of("tbody").with("role", "rowgroup");
    private final String label;

    DataTable(String label, String... columns) {
        this.label = label;
        this.columns = List.of(columns);
    }

    /** Adds a row, of as many cells as there are columns. */
    void row(Element... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        Element row = Element.of("tr").with("role", "row");
        for (int i = 0; i < cells.length; i++) {
            Element cell = i == 0
                    ? Element.of("th").with("scope", "row").with("role", "rowheader")
                    : Element.of("td").with("role", "cell").with("data-label", columns.get(i));
            row.add(cell.add(cells[i]));
        }
        body.add(row);
    }

    Element element() {
        Element head = Element.of("tr").with("role", "row");
        for (String column : columns) {
            head.add(Element.of("th", column).with("scope", "col").with("role", "columnheader"));
        }
        Element table = Element.of("table", Element.of("thead", head).with("role", "rowgroup"), body)
                .with("role", "table")
                .with("aria-label", label);
        return Element.of("div", table).with("class", "table");
    }
}
