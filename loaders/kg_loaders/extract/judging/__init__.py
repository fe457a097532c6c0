"""The learned judge: of what stands between two entities of a sentence, what do annotators say holds?"""
