"""The judge: a language model looks for what rules cannot see, three votes for each question.

Pure: what is asked and how answers are read. questions.py knows the kinds; prompts/ has the words.
"""
