package dev.sallyport.classify;

/**
 * Why something is proposed. Made of names of the database's structure, words of the vocabulary and counts, and never
 * of a value, so that it can be shown to anybody who may see the catalog.
 */
public sealed interface Evidence {

    /** What a person reads. */
    String text();

    /** The column's own name. */
    record Name(String column) implements Evidence {
        @Override
        public String text() {
            return "name '" + column + "'";
        }
    }

    /** @param word of the vocabulary: what is written in comments may quote values */
    record Comment(String word) implements Evidence {
        @Override
        public String text() {
            return "comment has '" + word + "'";
        }
    }

    /** @param word of the vocabulary: the keys of some documents are values */
    record JsonKey(String word) implements Evidence {
        @Override
        public String text() {
            return "JSON key like '" + word + "'";
        }
    }

    /** Values in a JSON document under keys whose names say nothing. */
    record JsonValues() implements Evidence {
        @Override
        public String text() {
            return "inside JSON";
        }
    }

    /** @param type as SQL */
    record Type(String type) implements Evidence {
        @Override
        public String text() {
            return "type " + type;
        }
    }

    record Valid(int values, int of, String plural) implements Evidence {
        @Override
        public String text() {
            return values + " of " + of + " values are " + plural;
        }
    }

    record Within(int values, int of, String plural) implements Evidence {
        @Override
        public String text() {
            return values + " of " + of + " values contain " + plural;
        }
    }

    /** Values that could be meant and are not right, as in made-up data. */
    record Alike(int values, int of) implements Evidence {
        @Override
        public String text() {
            return values + " of " + of + " values have the form";
        }
    }

    /** Values speak against it. */
    record Unlike(int of) implements Evidence {
        @Override
        public String text() {
            return "none or few of " + of + " values look like it";
        }
    }

    record NoValues() implements Evidence {
        @Override
        public String text() {
            return "no values looked at";
        }
    }

    /** @param word in the relation's name */
    record AboutPeople(String word) implements Evidence {
        @Override
        public String text() {
            return "rows are people ('" + word + "')";
        }
    }

    record BesidePeople() implements Evidence {
        @Override
        public String text() {
            return "beside columns that identify people";
        }
    }
}
