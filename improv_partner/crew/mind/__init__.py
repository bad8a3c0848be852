"""Who plays the character: a language model behind any OpenAI-compatible server, or the rules of
the understudy behind the same client."""
