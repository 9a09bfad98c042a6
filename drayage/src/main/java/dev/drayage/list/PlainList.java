package dev.drayage.list;

import dev.drayage.oci.Reference;

/** Names, one a line, with comments after {@code #} and empty lines: what k3s and Rancher publish with each release. */
final class PlainList {
    private PlainList() {}

    static ListedImages read(ListText list) throws InvalidListException {
        ListedImages.Builder images = new ListedImages.Builder();
        int number = 0;
        for (String line : (Iterable<String>) list.text().lines()::iterator) {
            number++;
            String name = withoutComment(line).strip();
            if (!name.isEmpty()) {
                images.add(new WantedImage(reference(name, list.at(number)), null, list.at(number)));
            }
        }
        return images.build();
    }

    /** No name has such a character. */
    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    /** A name as lists have it: in familiar form or in full, {@code latest} where it has no tag. */
    static Reference reference(String name, String where) throws InvalidListException {
        try {
            return Reference.parse(name).withDefaultTag();
        } catch (IllegalArgumentException e) {
            throw new InvalidListException(where, String.valueOf(e.getMessage()));
        }
    }
}
