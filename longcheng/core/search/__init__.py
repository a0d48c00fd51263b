"""One search over services, places, notices and help: by Chinese words, pinyin, initials and English."""
