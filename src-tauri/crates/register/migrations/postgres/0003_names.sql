-- Version 3: whether a case has a word is asked of the index alone.
DROP INDEX name_words_case;
CREATE INDEX name_words_case ON name_words (case_id, word);
