package dev.drayage.s3.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a document that a service sends: few levels, names without their spaces, text without markup. Declarations
 * of types and entities are refused.
 *
 * @param name without prefix
 * @param own the text in it
 * @param children in order
 */
public record XmlElement(String name, String own, List<XmlElement> children) {
    private static final int MAX_DEPTH = 16;

    /** What came is not such a document. */
    static final class NotXmlException extends IOException {
        private static final long serialVersionUID = 1L;

        NotXmlException(Throwable cause) {
            super("the response is not the XML of an S3 service", cause);
        }
    }

    private static final class Factory {
        private static final XMLInputFactory ONE = make();

        private Factory() {}

        private static XMLInputFactory make() {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            return factory;
        }
    }

    /** Reads a document, whose size the caller bounds. */
    public static XmlElement parse(byte[] bytes) throws IOException {
        try {
            XMLStreamReader reader = Factory.ONE.createXMLStreamReader(new ByteArrayInputStream(bytes));
            reader.nextTag();
            return element(reader, 0);
        } catch (XMLStreamException | RuntimeException e) {
            throw new NotXmlException(e);
        }
    }

    private static XmlElement element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new XMLStreamException("nested too deeply");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
                    throw new XMLStreamException("an entity that is not known");
                default -> {
                    // Comments mean nothing.
                }
            }
        }
        return new XmlElement(name, text.toString(), List.copyOf(children));
    }

    /** All children of this name. */
    public List<XmlElement> all(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    /** The text of the first child of this name; empty if there is none. */
    public String text(String childName) {
        for (XmlElement child : children) {
            if (child.name.equals(childName)) {
                return child.own;
            }
        }
        return "";
    }

    /** Text within a document that is sent; null characters and the like cannot be. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\t', '\n', '\r' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Whether XML can say it at all. */
    public static boolean canSay(String text) {
        return text.codePoints()
                .allMatch(c -> c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || (c >= 0x20 && c < 0xd800)
                        || (c > 0xdfff && c < 0xfffe)
                        || c > 0xffff);
    }
}
