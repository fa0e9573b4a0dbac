-- Version 4: the case of a letter is found by the letter's own bytes.
CREATE INDEX documents_sha256 ON documents (sha256);
